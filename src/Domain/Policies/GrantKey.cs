namespace Prov.Domain.Policies;

/// <summary>What a grant gives, without why: ordered by kind, target, name and intent.</summary>
/// <param name="Kind">What is held.</param>
/// <param name="Target">The target system; empty for a role.</param>
/// <param name="Name">Role name or entitlement; for an account the intent.</param>
/// <param name="Intent">For an entitlement: the intent of the account that holds it; null for the ordinary account.</param>
public readonly record struct GrantKey(GrantKind Kind, string Target, string Name, string? Intent) : IComparable<GrantKey>
{
    public int CompareTo(GrantKey other)
    {
        var order = Kind.CompareTo(other.Kind);
        order = order != 0 ? order : string.CompareOrdinal(Target, other.Target);
        order = order != 0 ? order : string.CompareOrdinal(Name, other.Name);
        return order != 0 ? order : string.CompareOrdinal(Intent, other.Intent);
    }

    /// <summary>As people read it: <c>role staff</c>, <c>account default in directory</c>, <c>entitlement cn=x in directory</c>.</summary>
    public override string ToString()
    {
        var place = Target.Length == 0 ? "" : $" in {Target}";
        var holder = Intent is null ? "" : $" ({Intent})";
        return $"{Kind.ToString().ToLowerInvariant()} {Name}{place}{holder}";
    }
}
