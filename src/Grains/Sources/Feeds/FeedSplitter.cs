namespace Prov.Grains.Sources.Feeds;

/// <summary>Splits a record into its fields, RFC 4180 section 2. Keeps its list between records; not safe for several threads.</summary>
public sealed class FeedSplitter(byte delimiter)
{
    private const byte Quote = (byte)'"';

    private readonly List<FeedField> _fields = [];

    /// <summary>The fields of a record; valid until the next call.</summary>
    public IReadOnlyList<FeedField> Split(ReadOnlySpan<byte> raw)
    {
        _fields.Clear();
        var position = 0;
        do
        {
            position = position < raw.Length && raw[position] == Quote ? AddQuoted(raw, position) : AddPlain(raw, position);
        }
        while (position <= raw.Length);
        return _fields;
    }

    /// <summary>Finds one field without splitting the others; only for a record without quotes. False when it has fewer fields.</summary>
    public bool TryFind(ReadOnlySpan<byte> raw, int index, out ReadOnlySpan<byte> field)
    {
        field = raw;
        for (; index > 0; index--)
        {
            var end = field.IndexOf(delimiter);
            if (end < 0)
            {
                return false;
            }

            field = field[(end + 1)..];
        }

        var length = field.IndexOf(delimiter);
        field = length < 0 ? field : field[..length];
        return true;
    }

    /// <summary>The bytes of a field as its writer meant them.</summary>
    public static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> raw, FeedField field)
    {
        var content = raw.Slice(field.Start, field.Length);
        if (!field.HasEscapes)
        {
            return content;
        }

        var unescaped = new byte[content.Length];
        var length = 0;
        for (var i = 0; i < content.Length; i++)
        {
            unescaped[length++] = content[i];
            i += content[i] == Quote ? 1 : 0;
        }

        return unescaped.AsSpan(0, length);
    }

    private int AddPlain(ReadOnlySpan<byte> raw, int start)
    {
        var length = raw[start..].IndexOf(delimiter);
        length = length < 0 ? raw.Length - start : length;
        _fields.Add(new(start, length, false, raw.Slice(start, length).Contains(Quote)));
        return start + length + 1;
    }

    private int AddQuoted(ReadOnlySpan<byte> raw, int quote)
    {
        var (start, position, escapes) = (quote + 1, quote + 1, false);
        while (true)
        {
            var next = raw[position..].IndexOf(Quote);
            if (next < 0)
            {
                // Only the beginning of a record that is too large, or the end of a file, breaks off within quotes.
                _fields.Add(new(start, raw.Length - start, false, true));
                return raw.Length + 1;
            }

            position += next + 1;
            if (position == raw.Length || raw[position] != Quote)
            {
                break;
            }

            (escapes, position) = (true, position + 1);
        }

        var behind = raw[position..].IndexOf(delimiter);
        var end = behind < 0 ? raw.Length : position + behind;
        _fields.Add(new(start, position - 1 - start, escapes, end != position));
        return end + 1;
    }
}
