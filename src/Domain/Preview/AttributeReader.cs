using System.Collections;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Preview;

/// <summary>
/// Reads a few attributes out of the JSON of an identity's attributes, and shows them as expressions read an identity. One object serves
/// one row after the other: nothing is built for what nobody asks, and texts that repeat are kept. For one thread at a time.
/// </summary>
public sealed class AttributeReader : IReadOnlyDictionary<string, Value>
{
    private const int KeptTexts = 512;
    private static readonly Value[] _states = [.. Enum.GetNames<LifecycleState>().Select(n => Value.From(n.ToLowerInvariant()))];

    private readonly FrozenDictionary<string, int> _slots;
    private readonly byte[][] _names;
    private readonly Value[] _values;
    private readonly (byte[] Text, Value Value)[] _kept = new (byte[], Value)[KeptTexts];
    private string _id = "";
    private LifecycleState _state;

    /// <param name="attributes">The attributes that will be asked for; others are passed over.</param>
    public AttributeReader(IEnumerable<string> attributes)
    {
        string[] names = [.. attributes.Distinct(StringComparer.Ordinal)];
        _slots = Enumerable.Range(0, names.Length).ToFrozenDictionary(i => names[i], StringComparer.Ordinal);
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _values = new Value[names.Length];
        Identity = Value.From(this);
    }

    /// <summary>The identity that was read last, as expressions read it.</summary>
    public Value Identity { get; }

    public int Count => Keys.Count();

    public IEnumerable<string> Keys => ["id", "state", .. _slots.Where(s => !_values[s.Value].IsNull).Select(s => s.Key)];

    public IEnumerable<Value> Values => Keys.Select(k => this[k]);

    public Value this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

    /// <summary>Reads the next identity in place of the last one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="state">Its state.</param>
    /// <param name="attributes">A JSON object in UTF-8, values as <see cref="ValueJsonConverter"/> writes them.</param>
    public void Read(string id, LifecycleState state, ReadOnlySpan<byte> attributes)
    {
        (_id, _state) = (id, state);
        Array.Clear(_values);
        if (_values.Length == 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(attributes);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var slot = SlotOf(ref reader);
            reader.Read();
            if (slot < 0)
            {
                reader.Skip();
            }
            else
            {
                _values[slot] = ValueOf(ref reader);
            }
        }
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, out Value value)
    {
        if (_slots.TryGetValue(key, out var slot))
        {
            value = _values[slot];
            return !value.IsNull;
        }

        value = key switch
        {
            "id" => Value.From(_id),
            "state" => _states[(int)_state],
            _ => default,
        };
        return !value.IsNull;
    }

    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() => Keys.Select(k => KeyValuePair.Create(k, this[k])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int SlotOf(ref Utf8JsonReader reader)
    {
        for (var slot = 0; slot < _names.Length; slot++)
        {
            if (reader.ValueTextEquals(_names[slot]))
            {
                return slot;
            }
        }

        return -1;
    }

    private Value ValueOf(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when !reader.ValueIsEscaped:
                return Kept(reader.ValueSpan);
            case JsonTokenType.True or JsonTokenType.False:
                return Value.From(reader.GetBoolean());
            default:
                return JsonSerializer.Deserialize<Value>(ref reader);
        }
    }

    /// <summary>The same few texts come again and again: they are made once.</summary>
    private Value Kept(ReadOnlySpan<byte> text)
    {
        var hash = text.Length;
        foreach (var octet in text)
        {
            hash = unchecked((hash * 31) + octet);
        }

        ref var place = ref _kept[(uint)hash % KeptTexts];
        if (place.Text is null || !text.SequenceEqual(place.Text))
        {
            place = (text.ToArray(), Value.From(Encoding.UTF8.GetString(text)));
        }

        return place.Value;
    }
}
