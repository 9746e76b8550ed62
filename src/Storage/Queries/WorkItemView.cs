using System.Collections.Frozen;
using Prov.Domain.Expressions;
using Prov.Domain.WorkItems;

namespace Prov.Storage.Queries;

/// <summary>A work item as filters read it: <c>item.kind</c>, <c>state</c>, <c>subject</c>, <c>owner</c>, <c>openedAt</c>, <c>age</c>.</summary>
public static class WorkItemView
{
    private static readonly FrozenDictionary<string, ExpressionType> _fields = new Dictionary<string, ExpressionType>
    {
        ["kind"] = ExpressionType.String,
        ["state"] = ExpressionType.String,
        ["subject"] = ExpressionType.String,
        ["owner"] = ExpressionType.String,
        ["openedAt"] = ExpressionType.Timestamp,
        ["age"] = ExpressionType.Duration,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a filter may read.</summary>
    public static ExpressionEnvironment Environment { get; } = new(new ExpressionVariable("item", ExpressionType.Object("item", _fields)));

    /// <summary>A kind or state in camelCase, as filters and people write it.</summary>
    public static string TextOf<T>(T name)
        where T : struct, Enum
    {
        var text = name.ToString();
        return char.ToLowerInvariant(text[0]) + text[1..];
    }

    /// <summary>Whether the filter is true of an item; an error is not true.</summary>
    public static bool Holds(Expression filter, WorkItem item, DateTimeOffset now) => filter.Evaluate(Value.From(new Dictionary<string, Value>
    {
        ["kind"] = Value.From(TextOf(item.Kind)),
        ["state"] = Value.From(TextOf(item.State)),
        ["subject"] = Value.From(item.Subject),
        ["owner"] = Value.From(item.Owner),
        ["openedAt"] = Value.From(item.OpenedAt),
        ["age"] = Value.From((item.ClosedAt ?? now) - item.OpenedAt),
    })).IsTrue;
}
