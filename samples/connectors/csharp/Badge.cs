using System.Collections.Immutable;

namespace Prov.Samples.Badges;

/// <summary>A badge and its holder, as the file has it. All values are texts.</summary>
public sealed record Badge(
    string Id, string Login, bool Enabled, ImmutableSortedDictionary<string, ImmutableArray<string>> Attributes, ImmutableSortedSet<string> Doors);

/// <summary>The whole file.</summary>
/// <param name="NextId">Id of the next badge; ids are not used twice.</param>
/// <param name="Doors">The doors that a badge can open.</param>
/// <param name="Badges">By id.</param>
public sealed record BadgeList(long NextId, ImmutableSortedSet<string> Doors, ImmutableSortedDictionary<string, Badge> Badges)
{
    public static BadgeList Empty { get; } = new(1, [], ImmutableSortedDictionary<string, Badge>.Empty);
}
