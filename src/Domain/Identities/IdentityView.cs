using System.Collections;
using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Identities;

/// <summary>The identity as expressions read it: its attributes, <c>id</c> and <c>state</c>, without copying.</summary>
internal sealed class IdentityView(string id, LifecycleState state, ImmutableSortedDictionary<string, Value> attributes)
    : IReadOnlyDictionary<string, Value>
{
    private const string Id = "id";
    private const string State = "state";
    private static readonly Value[] _states =
        [.. Enum.GetNames<LifecycleState>().Select(n => Value.From(n.ToLowerInvariant()))];

    public int Count => attributes.Count + 2;

    public IEnumerable<string> Keys => [Id, State, .. attributes.Keys];

    public IEnumerable<Value> Values => [Value.From(id), _states[(int)state], .. attributes.Values];

    public Value this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

    public bool ContainsKey(string key) => key is Id or State || attributes.ContainsKey(key);

    public bool TryGetValue(string key, out Value value)
    {
        if (attributes.TryGetValue(key, out value))
        {
            return true;
        }

        value = key switch
        {
            Id => Value.From(id),
            State => _states[(int)state],
            _ => default,
        };
        return !value.IsNull;
    }

    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() =>
        Keys.Zip(Values, KeyValuePair.Create).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
