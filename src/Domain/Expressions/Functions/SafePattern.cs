using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Prov.Domain.Expressions.Evaluation;

namespace Prov.Domain.Expressions.Functions;

/// <summary>A regular expression of RE2 that is matched in time linear in the text.</summary>
internal sealed class SafePattern
{
    private const int MaxStates = 2_000;

    /// <summary>Worst case measured: one state takes a third of a step for each UTF-16 unit.</summary>
    private const int StatesPerStep = 3;

    public static readonly Fault Invalid = Fault.Invalid("The pattern of matches() is invalid, too long or not supported.");

    private readonly Regex _regex;
    private readonly double _states;

    private SafePattern(Regex regex, double states)
    {
        _regex = regex;
        _states = states;
    }

    public static long CompileCost(string pattern) => 500 + (pattern.Length * 20L);

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
            var translated = PatternTranslator.Translate(pattern, out var states);
            if (states > MaxStates)
            {
                why = "The pattern repeats too much.";
                return false;
            }

            compiled = new(new(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), states);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            why = "The pattern is invalid, or uses what cannot be matched in linear time (look-around, back references).";
            return false;
        }
    }

    /// <summary>Whether the pattern is found anywhere in the text.</summary>
    public Value Match(string text, ref Frame frame) =>
        frame.Charge((long)(text.Length * _states / StatesPerStep)) ? Value.From(_regex.IsMatch(text)) : default;
}
