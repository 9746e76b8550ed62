using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Prov.Domain.Expressions.Functions;

/// <summary>All functions, by name. Each topic has its own table.</summary>
internal static class FunctionTable
{
    private static readonly FrozenDictionary<string, ImmutableArray<Overload>> _functions =
        ContainerFunctions.All
            .Concat(StringFunctions.All)
            .Concat(StringExtensions.All)
            .Concat(ConversionFunctions.All)
            .Concat(TimeFunctions.All)
            .Concat(CivilDateFunctions.All)
            .Concat(NameFunctions.All)
            .Concat(OptionalFunctions.All)
            .GroupBy(o => o.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);

    public static ImmutableArray<string> Names => _functions.Keys;

    /// <summary>All overloads of a name; none when there is no such function.</summary>
    public static ImmutableArray<Overload> Named(string name) => _functions.GetValueOrDefault(name, []);
}
