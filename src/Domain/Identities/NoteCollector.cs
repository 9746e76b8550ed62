using System.Collections.Immutable;

namespace Prov.Domain.Identities;

/// <summary>Collects the notes of one decision; costs nothing while there are none.</summary>
internal sealed class NoteCollector
{
    private List<DecisionNote>? _notes;

    public void Add(string reason, string subject, string message) => (_notes ??= []).Add(new(reason, subject, message));

    public ImmutableArray<DecisionNote> ToImmutable() => _notes is null ? [] : [.. _notes.Distinct()];
}
