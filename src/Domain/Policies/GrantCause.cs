using System.Collections.Immutable;

namespace Prov.Domain.Policies;

/// <summary>What makes an identity hold something.</summary>
public enum GrantCauseKind
{
    /// <summary>A policy gives it.</summary>
    Policy,

    /// <summary>A role gives it, which comes from a policy.</summary>
    Role,

    /// <summary>A person gave it, or a role that it comes by.</summary>
    ByHand,

    /// <summary>An approved request gave it, or a role that it comes by.</summary>
    Request,

    /// <summary>Nothing gives it any more: it is kept for its grace period.</summary>
    GracePeriod,
}

/// <summary>One of the causes of a grant.</summary>
/// <param name="Kind">What kind of cause it is.</param>
/// <param name="Path">The path, as in <see cref="Grant.Causes"/>.</param>
public sealed record GrantCause(GrantCauseKind Kind, string Path)
{
    /// <summary>What stands between the documents of a path.</summary>
    public const string Separator = " > ";

    /// <summary>The causes of a grant, in the order of its paths.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="direct">What the identity is given by name.</param>
    public static ImmutableArray<GrantCause> Of(Grant grant, ImmutableArray<DirectGrant> direct) =>
        [.. grant.Causes.Select(path => new GrantCause(grant.RemoveAt is null ? KindOf(path, direct) : GrantCauseKind.GracePeriod, path))];

    private static GrantCauseKind KindOf(string path, ImmutableArray<DirectGrant> direct)
    {
        var end = path.IndexOf(Separator, StringComparison.Ordinal);
        var first = end < 0 ? path : path[..end];
        return first.StartsWith(DirectGrant.CausePrefix, StringComparison.Ordinal)
            ? direct.Any(g => g.Cause == first && g.Origin == GrantOrigin.Request) ? GrantCauseKind.Request : GrantCauseKind.ByHand
            : end < 0 ? GrantCauseKind.Policy : GrantCauseKind.Role;
    }
}
