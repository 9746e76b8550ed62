using System.Collections.Immutable;

namespace Prov.Domain.Policies;

/// <summary>One way from a policy down to something that it gives.</summary>
/// <param name="Conditions">Positions in <see cref="PolicySnapshot.Conditions"/> that must all hold.</param>
/// <param name="Cause">The documents on the way: <c>BirthrightPolicy/employees &gt; BusinessRole/staff</c>.</param>
public sealed record GrantPath(ImmutableArray<int> Conditions, string Cause)
{
    /// <summary>The roles on the way: when one of them is withheld, the way is closed.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];
}
