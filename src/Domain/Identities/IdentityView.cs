using System.Collections;
using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Sources;

namespace Prov.Domain.Identities;

/// <summary>
/// The identity as expressions read it: its attributes, <c>id</c>, <c>state</c>, and <c>startsAt</c> and <c>endsAt</c> unless the schema
/// declares attributes of those names; without copying.
/// </summary>
internal sealed class IdentityView(string id, LifecycleState state, ImmutableSortedDictionary<string, Value> attributes, Tenure tenure)
    : IReadOnlyDictionary<string, Value>
{
    private const string Id = "id";
    private const string State = "state";
    private const string StartsAt = "startsAt";
    private const string EndsAt = "endsAt";
    private static readonly Value[] _states =
        [.. Enum.GetNames<LifecycleState>().Select(n => Value.From(n.ToLowerInvariant()))];

    public int Count => Keys.Count();

    public IEnumerable<string> Keys => new[] { Id, State, StartsAt, EndsAt }.Where(ContainsKey).Concat(attributes.Keys).Distinct();

    public IEnumerable<Value> Values => Keys.Select(k => this[k]);

    public Value this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

    public bool ContainsKey(string key) => TryGetValue(key, out _);

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
            StartsAt => tenure.StartsAt is { } start ? Value.From(start) : default,
            EndsAt => tenure.EndsAt is { } end ? Value.From(end) : default,
            _ => default,
        };
        return !value.IsNull;
    }

    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() =>
        Keys.Zip(Values, KeyValuePair.Create).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
