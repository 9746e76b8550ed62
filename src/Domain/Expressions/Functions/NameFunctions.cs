using System.Collections.Immutable;
using Prov.Domain.Expressions.Evaluation;

namespace Prov.Domain.Expressions.Functions;

/// <summary>What provisioning needs for the names of people.</summary>
internal static class NameFunctions
{
    /// <summary>Each letter is looked up in tables.</summary>
    private const int UnitsPerStep = 4;

    public static ImmutableArray<Overload> All { get; } =
    [
        Change("transliterate", Transliteration.ToAscii),
        Change("normalizeName", NameNormalization.Normalize),
        Change("phoneticKey", PhoneticKey.Of),
    ];

    private static Overload Change(string name, Func<string, string> change) =>
        Overload.Receiver(name, [ExpressionType.String], ExpressionType.String, (in arguments, ref frame) =>
        {
            var text = arguments[0].AsString();
            return frame.Charge(text.Length / UnitsPerStep) ? Value.From(change(text)) : default;
        });
}
