using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Prov.Domain.Expressions.Evaluation;

namespace Prov.Domain.Expressions.Functions;

/// <summary>
/// A regular expression that is matched in time linear in the text. It means what it means in RE2: <c>\d \w \s \b</c> are ASCII, and
/// <c>$</c> is only the very end, where .NET would also take the place before a last line feed.
/// </summary>
internal sealed class SafePattern
{
    public static readonly Fault Invalid = Fault.Invalid("The pattern of matches() is invalid, too long or not supported.");

    private readonly Regex _regex;
    private readonly int _length;

    private SafePattern(Regex regex, int length)
    {
        _regex = regex;
        _length = length;
    }

    public static long CompileCost(string pattern) => 200 + (pattern.Length * 20L);

    /// <summary>False, with a sentence that says why, when the pattern cannot be used.</summary>
    public static bool TryCompile(string pattern, int maxLength, [NotNullWhen(true)] out SafePattern? compiled, out string why)
    {
        (compiled, why) = (null, "");
        if (pattern.Length > maxLength)
        {
            why = $"The pattern is longer than {maxLength} characters.";
            return false;
        }

        try
        {
            var regex = new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            compiled = new(regex, pattern.Length);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            why = "The pattern is invalid, or uses what cannot be matched in linear time (look-around, back references, large repetitions).";
            return false;
        }
    }

    /// <summary>Whether the pattern is found anywhere in the text.</summary>
    public Value Match(string text, ref Frame frame) =>
        frame.Charge((text.Length / 16L) * (1 + (_length / 16))) ? Value.From(_regex.IsMatch(text)) : default;

    private static string Translate(string pattern)
    {
        var translated = new StringBuilder();
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                translated.Append(Escape(pattern[++i], inClass));
                continue;
            }

            if (c == '[' && inClass)
            {
                // A class in a class is a POSIX class in RE2 and a subtraction in .NET; neither is taken, so that none is misread.
                throw new ArgumentException("A class within a class.");
            }

            inClass = c == '[' || (inClass && c != ']');
            translated.Append(c == '$' && !inClass ? @"\z" : c == '(' && !inClass ? Group(pattern, ref i) : c);
        }

        return translated.ToString();
    }

    private static string Escape(char escape, bool inClass) => (escape, inClass) switch
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

    /// <summary>The start of a group; the name of a named one is left out, and multi-line mode, in which <c>$</c> differs, is not taken.</summary>
    private static string Group(string pattern, ref int i)
    {
        var named = pattern.AsSpan(i).StartsWith("(?P<") ? pattern.IndexOf('>', i) : -1;
        if (named > 0)
        {
            i = named;
            return "(";
        }

        var flags = pattern.AsSpan(i).StartsWith("(?") ? pattern.AsSpan(i + 2) : [];
        var end = flags.IndexOfAny(":)");
        return end >= 0 && flags[..end].ContainsAny("mxnU")
            ? throw new ArgumentException("A flag that is not supported.")
            : "(";
    }
}
