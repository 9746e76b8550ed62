using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Capabilities;

/// <summary>Tells how many accounts there are without reading them.</summary>
public interface IAccountCounter
{
    /// <summary>How many accounts a search would find now.</summary>
    Task<ConnectorResult<AccountCount>> CountAsync(CancellationToken cancellationToken);
}

/// <summary>How many accounts a target has.</summary>
/// <param name="Accounts">The number.</param>
/// <param name="Exact">False for an estimate of the target.</param>
public sealed record AccountCount(long Accounts, bool Exact);
