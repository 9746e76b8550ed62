using Prov.Domain.Policies;

namespace Prov.Domain.Preview;

/// <summary>What the guard says of the removals of one account or right.</summary>
/// <param name="Kind">Account or entitlement.</param>
/// <param name="Target">The target system.</param>
/// <param name="Name">The entitlement; empty for accounts.</param>
/// <param name="Removals">From how many it would be taken.</param>
/// <param name="Holders">How many hold it before.</param>
/// <param name="Allowed">From how many it may be taken.</param>
public sealed record RemovalVerdict(GrantKind Kind, string Target, string Name, long Removals, long Holders, long Allowed)
{
    /// <summary>True when the removals wait for a person to release them.</summary>
    public bool Held => Removals > Allowed;
}
