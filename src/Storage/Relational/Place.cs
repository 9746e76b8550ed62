using Prov.Domain.Identities;

namespace Prov.Storage.Relational;

/// <summary>
/// Lists of identities and accounts go in the order of their primary key: partition, then id. The partition follows from the id, so an
/// id alone says where to go on, and no further index is written with every row.
/// </summary>
internal static class Place
{
    public const string After = "(partition, id) > (@place, @after)";

    public static (string Name, object? Value)[] Of(string afterId) =>
        [("place", afterId.Length == 0 ? (short)-1 : IdentityId.Partition(afterId)), ("after", afterId)];
}
