using System.Collections.Immutable;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Capabilities;

/// <summary>Writes several accounts in one round trip. What it promises for each is what <see cref="IAccountWriter"/> promises.</summary>
public interface IAccountBulkWriter
{
    /// <summary>Most writes of one call, as the target has said; at least 2.</summary>
    int MostWrites { get; }

    /// <summary>
    /// Makes the writes in no particular order; at most one of them concerns an account. One result for each, in their order: a failure of
    /// one leaves the others as they are, and one that the target never answered for is <see cref="ConnectorStatus.Unknown"/>. The result
    /// of a create is a <see cref="ConnectorResult{T}"/> of the account.
    /// </summary>
    Task<ImmutableArray<ConnectorResult>> WriteAsync(ImmutableArray<AccountWrite> writes, CancellationToken cancellationToken);
}

/// <summary>One write of a bulk: exactly one of the three.</summary>
public abstract record AccountWrite
{
    private AccountWrite()
    {
    }

    /// <summary>See <see cref="IAccountWriter.CreateAsync"/>.</summary>
    public sealed record Create(NewAccount Account) : AccountWrite;

    /// <summary>See <see cref="IAccountWriter.UpdateAsync"/>.</summary>
    public sealed record Update(AccountLocator Locator, AccountChange Change) : AccountWrite;

    /// <summary>See <see cref="IAccountWriter.DeleteAsync"/>.</summary>
    public sealed record Delete(AccountLocator Locator) : AccountWrite;
}
