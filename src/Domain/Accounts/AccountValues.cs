using Prov.Domain.Expressions;

namespace Prov.Domain.Accounts;

/// <summary>Compares attribute values as targets hold them.</summary>
internal static class AccountValues
{
    /// <summary>Nothing, an empty text and an empty list are the same to most targets.</summary>
    public static bool IsBlank(Value value) => value.Kind switch
    {
        ValueKind.Null => true,
        ValueKind.String => value.AsString().Length == 0,
        ValueKind.List => value.Count == 0,
        _ => false,
    };

    /// <summary>Equal; the values of a multi-valued attribute have no order, and a single one equals a list of one.</summary>
    public static bool Same(Value left, Value right)
    {
        if (left.Equals(right) || (IsBlank(left) && IsBlank(right)))
        {
            return true;
        }

        return (left.Kind == ValueKind.List || right.Kind == ValueKind.List)
            && left.AsValues().ToHashSet().SetEquals(right.AsValues());
    }
}
