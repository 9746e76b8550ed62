using System.Collections.Immutable;
using Prov.Domain.Identities;
using Prov.Domain.Policies;

namespace Prov.Domain.WorkItems;

/// <summary>
/// Makes work items of what a decision found wrong: each such note opens one, and the item closes when a later decision does not find
/// it any more. An item that a person closed is not opened again while the same problem stays.
/// </summary>
internal static class ProblemItems
{
    private const string SourceDocument = "AuthoritativeSource/";

    /// <summary>Ids of the items that the identity's problems have; <paramref name="before"/> itself when nothing differs.</summary>
    public static ImmutableArray<string> Known(Identity identity, ImmutableArray<DecisionNote> notes, ImmutableArray<string> before)
    {
        if (notes.IsEmpty)
        {
            return before.IsEmpty ? before : [];
        }

        ImmutableArray<string> known =
            [.. notes.Where(n => KindOf(n) is not null).Select(n => WorkItem.IdOf(identity.Tenant, KeyOf(identity, n))).Distinct().Order(StringComparer.Ordinal)];
        return known.SequenceEqual(before) ? before : known;
    }

    /// <summary>What to write so that the items agree with the problems.</summary>
    public static ImmutableArray<WorkItemChange> Changes(
        Identity before, Identity after, ImmutableArray<DecisionNote> notes, PolicySnapshot snapshot)
    {
        if (before.WorkItems == after.WorkItems)
        {
            return [];
        }

        var opened = notes.Where(n => KindOf(n) is not null).Select(n => ItemOf(after, n, snapshot)).Where(i => !before.WorkItems.Contains(i.Id)).DistinctBy(i => i.Id);
        return
        [
            .. opened.Select(i => new OpenWorkItem(i)),
            .. before.WorkItems.Except(after.WorkItems).Select(id => new CloseWorkItem(id, WorkItemState.Cancelled, "prov", "The problem is gone.")),
        ];
    }

    private static WorkItem ItemOf(Identity identity, DecisionNote note, PolicySnapshot snapshot) => new()
    {
        Tenant = identity.Tenant,
        Key = KeyOf(identity, note),
        Kind = KindOf(note)!.Value,
        Subject = identity.Id,
        Owner = OwnerOf(identity, note, snapshot),
        Summary = note.Message,
        Details = ImmutableSortedDictionary<string, string>.Empty.Add("reason", note.Reason).Add("subject", note.Subject),
    };

    // Whoever looks after the source at fault: the one whose mapping fails, or whose value counts.
    private static string OwnerOf(Identity identity, DecisionNote note, PolicySnapshot snapshot)
    {
        var source = note.Subject.StartsWith(SourceDocument, StringComparison.Ordinal)
            ? note.Subject[SourceDocument.Length..].Split(' ')[0]
            : identity.Provenance.GetValueOrDefault(note.Subject)?.Source;
        return source is null ? "" : snapshot.FindSource(source)?.Owner ?? "";
    }

    private static string KeyOf(Identity identity, DecisionNote note) => $"{note.Reason}:{identity.Id}:{note.Subject}";

    private static WorkItemKind? KindOf(DecisionNote note) => note.Reason switch
    {
        DecisionNoteReasons.CorrelationTaken or DecisionNoteReasons.SourceCollision => WorkItemKind.Collision,
        DecisionNoteReasons.CorrelationTooLong or DecisionNoteReasons.AccountNameMissing or DecisionNoteReasons.AccountNamesExhausted =>
            WorkItemKind.DataQuality,
        DecisionNoteReasons.MappingFailed when note.Subject.StartsWith(SourceDocument, StringComparison.Ordinal) => WorkItemKind.DataQuality,
        _ => null,
    };
}
