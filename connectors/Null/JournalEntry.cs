using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Null;

/// <summary>One line of the journal. Absent fields are left out.</summary>
/// <param name="Op"><c>create</c>, <c>update</c>, <c>delete</c> or <c>read</c>.</param>
/// <param name="Name">The account's name as the engine knew it.</param>
public sealed record JournalEntry(string Op, string Name)
{
    /// <summary>When the call came: Unix time in milliseconds.</summary>
    public long At { get; init; }

    /// <summary>The same on the machine's monotonic clock, in ticks of 100 ns: comparable between processes of one machine.</summary>
    public long Ticks { get; init; }

    public string? NativeId { get; init; }

    public string? NewName { get; init; }

    public bool? Enabled { get; init; }

    /// <summary>Entitlements given by a create, or added by an update.</summary>
    public ImmutableArray<string>? Entitlements { get; init; }

    /// <summary>Entitlements taken away by an update.</summary>
    public ImmutableArray<string>? Removed { get; init; }

    public ImmutableSortedDictionary<string, Value>? Attributes { get; init; }
}
