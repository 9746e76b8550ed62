using System.Collections.Immutable;
using Prov.Domain.Expressions.Evaluation;
using static Prov.Domain.Expressions.ExpressionType;

namespace Prov.Domain.Expressions.Functions;

/// <summary>The standard tests of strings (CEL language definition, "String Functions").</summary>
internal static class StringFunctions
{
    public const string Matches = "matches";

    public static ImmutableArray<Overload> All { get; } =
    [
        Test("contains", (text, part) => text.Contains(part, StringComparison.Ordinal)),
        Test("startsWith", (text, part) => text.StartsWith(part, StringComparison.Ordinal)),
        Test("endsWith", (text, part) => text.EndsWith(part, StringComparison.Ordinal)),
        Overload.Receiver(Matches, [ExpressionType.String, ExpressionType.String], Bool, MatchesPattern),
        Overload.Function(Matches, [ExpressionType.String, ExpressionType.String], Bool, MatchesPattern),
    ];

    private static Overload Test(string name, Func<string, string, bool> test) => Overload.Receiver(
        name,
        [ExpressionType.String, ExpressionType.String],
        Bool,
        (in arguments, ref _) => Value.From(test(arguments[0].AsString(), arguments[1].AsString())));

    /// <summary>For a pattern that is known only now; the compiler takes a literal pattern apart once.</summary>
    private static Value MatchesPattern(in Arguments arguments, ref Frame frame)
    {
        var pattern = arguments[1].AsString();
        if (!frame.Charge(SafePattern.CompileCost(pattern)))
        {
            return default;
        }

        return SafePattern.TryCompile(pattern, ExpressionLimits.Default.MaxPatternLength, out var compiled, out _)
            ? compiled.Match(arguments[0].AsString(), ref frame)
            : frame.Fail(SafePattern.Invalid);
    }
}
