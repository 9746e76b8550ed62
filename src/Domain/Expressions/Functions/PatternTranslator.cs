using System.Globalization;
using System.Text;

namespace Prov.Domain.Expressions.Functions;

/// <summary>
/// Writes an RE2 pattern as a .NET one that means the same: classes such as <c>\d</c> are ASCII, and <c>$</c> is only the very end, where
/// .NET would also take the place before a last line feed. Counts its states on the way, since they are what matching costs.
/// </summary>
internal sealed class PatternTranslator
{
    private readonly string _pattern;
    private readonly StringBuilder _translated = new();
    private readonly Stack<double> _outer = new();
    private double _states;
    private double _lastStates;
    private bool _inClass;
    private int _index;

    private PatternTranslator(string pattern) => _pattern = pattern;

    /// <param name="states">About how many states a matcher of the pattern has.</param>
    /// <exception cref="ArgumentException">The pattern uses what RE2 and .NET understand differently.</exception>
    public static string Translate(string pattern, out double states)
    {
        var translator = new PatternTranslator(pattern);
        while (translator._index < pattern.Length)
        {
            translator.TranslateOne();
        }

        states = translator._states;
        return translator._translated.ToString();
    }

    private void TranslateOne()
    {
        var c = _pattern[_index++];
        switch (c)
        {
            case '\\' when _index < _pattern.Length:
                Count(1);
                _translated.Append(Escape(_pattern[_index++]));
                break;
            case '[' when _inClass:
                // A class in a class is a POSIX class in RE2 and a subtraction in .NET; neither is taken, so that none is misread.
                throw new ArgumentException("A class within a class.");
            case '[':
                _inClass = true;
                Count(1);
                _translated.Append(c);
                break;
            case ']':
                _inClass = false;
                _translated.Append(c);
                break;
            default:
                _translated.Append(_inClass ? c.ToString() : Outside(c));
                break;
        }
    }

    private string Outside(char c)
    {
        switch (c)
        {
            case '$': return @"\z";
            case '(': return OpenGroup();
            case ')' when _outer.Count > 0:
                var inner = _states;
                _states = _outer.Pop();
                Count(inner);
                return ")";
            case '{': return Repeat();
            default: Count(1); return c.ToString();
        }
    }

    private void Count(double states)
    {
        _lastStates = states;
        _states += states;
    }

    /// <summary>Counts what is repeated as often as it may be.</summary>
    private string Repeat()
    {
        var end = _pattern.IndexOf('}', _index);
        var counts = end < 0 ? "" : _pattern[_index..end];
        var most = counts.AsSpan().TrimEnd(',');
        if (!int.TryParse(most[(most.LastIndexOf(',') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var times))
        {
            return "{";
        }

        _states += _lastStates * Math.Max(0, times - 1);
        _lastStates *= times;
        _index = end + 1;
        return $"{{{counts}}}";
    }

    private string Escape(char escape) => (escape, _inClass) switch
    {
        ('d', false) => "[0-9]",
        ('d', true) => "0-9",
        ('D', false) => "[^0-9]",
        ('w', false) => "[0-9A-Za-z_]",
        ('w', true) => "0-9A-Za-z_",
        ('W', false) => "[^0-9A-Za-z_]",
        ('s', false) => @"[\t\n\f\r ]",
        ('s', true) => @"\t\n\f\r ",
        ('S', false) => @"[^\t\n\f\r ]",
        ('D' or 'W' or 'S', true) => throw new ArgumentException("A negated class within a class."),
        ('Z', _) => throw new ArgumentException("An anchor that RE2 does not know."),
        _ => $"\\{escape}",
    };

    /// <summary>The name of a named group is left out; multi-line mode, in which <c>$</c> differs, is not taken.</summary>
    private string OpenGroup()
    {
        _outer.Push(_states);
        _states = 0;
        var rest = _pattern.AsSpan(_index);
        if (rest.StartsWith("?P<") && rest.IndexOf('>') is > 0 and var end)
        {
            _index += end + 1;
        }
        else if (rest.StartsWith("?") && !rest.StartsWith("?<") && rest.IndexOfAny(":)") is > 0 and var flags && rest[..flags].ContainsAny("mxnU"))
        {
            throw new ArgumentException("A flag that is not supported.");
        }

        return "(";
    }
}
