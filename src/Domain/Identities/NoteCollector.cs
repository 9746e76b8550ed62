using System.Collections.Immutable;

namespace Prov.Domain.Identities;

/// <summary>Collects what one decision has to tell of itself; costs nothing while there is nothing.</summary>
internal sealed class NoteCollector
{
    private List<DecisionNote>? _notes;

    /// <summary>How many mappings were run.</summary>
    public int MappingsRun { get; private set; }

    public void CountMapping() => MappingsRun++;

    public void Add(string reason, string subject, string message) => (_notes ??= []).Add(new(reason, subject, message));

    public ImmutableArray<DecisionNote> ToImmutable() => _notes is null ? [] : [.. _notes.Distinct()];
}
