using System.Text;

namespace Prov.Domain.Expressions.Functions;

/// <summary>Strings as sequences of Unicode code points, as CEL sees them. A half of a surrogate pair alone counts as one.</summary>
internal static class CodePoints
{
    public static int Count(ReadOnlySpan<char> text)
    {
        var pairs = 0;
        for (var i = text.IndexOfAnyInRange('\ud800', '\udbff'); i >= 0 && i + 1 < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i], text[i + 1]))
            {
                pairs++;
                i++;
            }
        }

        return text.Length - pairs;
    }

    /// <summary>The UTF-16 offset of the code point at an index; the length at the end; -1 outside.</summary>
    public static int OffsetOf(string text, long index)
    {
        if (index < 0 || index > text.Length)
        {
            return -1;
        }

        var offset = 0;
        for (; index > 0; index--)
        {
            if (offset >= text.Length)
            {
                return -1;
            }

            offset += LengthAt(text, offset);
        }

        return offset;
    }

    /// <summary>UTF-16 units of the code point at an offset.</summary>
    public static int LengthAt(string text, int offset) => Rune.TryGetRuneAt(text, offset, out var rune) ? rune.Utf16SequenceLength : 1;

    /// <summary>Order by code points, which ordinal order is not beyond the Basic Multilingual Plane.</summary>
    public static int Compare(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length - right.Length;
        }

        var (l, r) = (left[same], right[same]);
        return char.IsSurrogate(l) == char.IsSurrogate(r) ? l - r : char.IsSurrogate(l) ? 1 : -1;
    }
}
