namespace Prov.Domain.Policies;

/// <summary>One path of the configuration: its grant in <see cref="PolicySnapshot.Grants"/>, and its place among the grant's paths.</summary>
internal readonly record struct PathPlace(int Grant, int Path) : IComparable<PathPlace>
{
    public int CompareTo(PathPlace other) => Grant != other.Grant ? Grant.CompareTo(other.Grant) : Path.CompareTo(other.Path);
}
