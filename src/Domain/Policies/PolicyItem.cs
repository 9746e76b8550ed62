namespace Prov.Domain.Policies;

/// <summary>One thing that a policy or role gives.</summary>
/// <param name="Kind">What is given.</param>
/// <param name="Target">The target system; empty for a role.</param>
/// <param name="Name">Role (see <see cref="RoleReference"/>) or entitlement; for an account the intent.</param>
public sealed record PolicyItem(GrantKind Kind, string Target, string Name)
{
    /// <summary>For an entitlement: the intent of the account that holds it; null for the ordinary account.</summary>
    public string? Intent { get; init; }

    /// <summary>First instant at which it is given; null for always.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>First instant at which it is no longer given; null for open.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>
    /// How long it is given, from when all that leads to it first held; null for as long as it holds. It begins anew once it has not held in
    /// between.
    /// </summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>
    /// How long whoever is here keeps it after nothing gives it any more; null for the giver's own period, none at the outermost. A leave
    /// knows no such period.
    /// </summary>
    public TimeSpan? RemoveAfter { get; init; }
}
