using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.DelimitedText.Scanning;

/// <summary>Rows of a file as bytes; a row is read only when it is asked for.</summary>
/// <param name="capacity">Most rows.</param>
/// <param name="read">Reads a row.</param>
internal sealed class RowPage(int capacity, Func<ReadOnlySpan<byte>, ConnectorResult<ObservedAccount>> read) : AccountPage
{
    private readonly (int Start, int Length, int KeyStart, int KeyLength)[] _rows = new (int, int, int, int)[capacity];
    private readonly Dictionary<int, byte[]> _keys = [];
    private byte[] _buffer = [];
    private int _count;

    public override int Count => _count;

    public bool IsFull => _count == _rows.Length;

    public override ReadOnlySpan<byte> KeyOf(int index) => _keys.TryGetValue(index, out var key) ? key : _buffer.AsSpan(_rows[index].KeyStart, _rows[index].KeyLength);

    public override ReadOnlySpan<byte> RecordOf(int index) => _buffer.AsSpan(_rows[index].Start, _rows[index].Length);

    public override ConnectorResult<ObservedAccount> Read(int index) => read(RecordOf(index));

    public void Begin(byte[] buffer)
    {
        (_buffer, _count) = (buffer, 0);
        _keys.Clear();
    }

    /// <summary>Adds a row whose key does not stand in it as it is.</summary>
    public void Add(int start, int length, byte[] key)
    {
        _keys[_count] = key;
        Add(start, length, start, 0);
    }

    public void Add(int start, int length, int keyStart, int keyLength) => _rows[_count++] = (start, length, keyStart, keyLength);
}
