using Prov.V1;

namespace Prov.Silo.Configuration;

/// <summary>Compares two configurations document by document.</summary>
internal static class DocumentChanges
{
    /// <summary>One change for each document of either, by kind and name. Both sides in their <see cref="DocumentForm"/>.</summary>
    public static IReadOnlyList<DocumentChange> Between(IEnumerable<ConfigurationDocument> before, IEnumerable<ConfigurationDocument> after)
    {
        var old = before.ToDictionary(DocumentName.Of);
        var next = after.ToDictionary(DocumentName.Of);
        return
        [
            .. old.Keys.Union(next.Keys).Order().Select(name => new DocumentChange
            {
                Document = name.ToString(),
                Kind = KindOf(old.GetValueOrDefault(name), next.GetValueOrDefault(name)),
            }),
        ];
    }

    private static DocumentChange.Types.Kind KindOf(ConfigurationDocument? before, ConfigurationDocument? after) => (before, after) switch
    {
        (null, _) => DocumentChange.Types.Kind.Added,
        (_, null) => DocumentChange.Types.Kind.Removed,
        _ => before.Equals(after) ? DocumentChange.Types.Kind.Unchanged : DocumentChange.Types.Kind.Changed,
    };
}
