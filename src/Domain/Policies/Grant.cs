using System.Collections.Immutable;

namespace Prov.Domain.Policies;

public enum GrantKind
{
    Role,
    Account,
    Entitlement,
}

/// <summary>An identity holds a role, an account or an entitlement, and why.</summary>
/// <param name="Kind">What is held.</param>
/// <param name="Target">The target system; empty for a role.</param>
/// <param name="Name">Role name or entitlement; for an account the intent.</param>
/// <param name="Causes">Every path that gives it, from the policy down: <c>BirthrightPolicy/employees &gt; BusinessRole/staff</c>.</param>
public sealed record Grant(GrantKind Kind, string Target, string Name, ImmutableArray<string> Causes);
