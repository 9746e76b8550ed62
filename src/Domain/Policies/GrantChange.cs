namespace Prov.Domain.Policies;

/// <summary>What is asked of the direct grants of one identity.</summary>
public enum GrantChangeKind
{
    Give,
    Revoke,
}

/// <summary>One change of the direct grants of an identity; like an event it has one effect, known by its request id.</summary>
public sealed record GrantChange
{
    /// <summary>Marks of such changes stand beside those of events, under this source: no source can have the name.</summary>
    public const string MarkSource = "grants:";

    public required string Tenant { get; init; }

    public required string IdentityId { get; init; }

    /// <summary>Unique for each change; a repeat returns the first outcome.</summary>
    public required string RequestId { get; init; }

    public required GrantChangeKind Kind { get; init; }

    /// <summary>Id of the grant to give or revoke.</summary>
    public required string GrantId { get; init; }

    /// <summary>Give: the grant, without who and when.</summary>
    public DirectGrant? Grant { get; init; }

    /// <summary>Why, in the words of who asks.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who asks: the authenticated caller.</summary>
    public string Actor { get; init; } = "";
}
