using System.Collections.Immutable;

namespace Prov.Domain.Auditing;

/// <summary>One line of the record of what happened; written in the transaction of the change it tells of.</summary>
public sealed record AuditEntry
{
    public required DateTimeOffset At { get; init; }

    public required string Tenant { get; init; }

    /// <summary>What it is about: an identity id, account id, configuration or run.</summary>
    public required string Subject { get; init; }

    /// <summary>The identity concerned; equals the subject for its own entries; empty for none.</summary>
    public string IdentityId { get; init; } = "";

    /// <summary>What happened, a stable UPPER_SNAKE code (see <see cref="AuditActions"/>).</summary>
    public required string Action { get; init; }

    /// <summary>Who caused it.</summary>
    public string Actor { get; init; } = "";

    /// <summary>The event, run or configuration version that led to it.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Facts as text by name; secret attributes appear only as <c>(secret)</c>.</summary>
    public ImmutableSortedDictionary<string, string> Details { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
