using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Compiles the expressions of one document.</summary>
internal sealed class MappingCompiler(string document, ExpressionEnvironment environment, FaultCollector faults)
{
    private static readonly ExpressionEnvironment _range = new(new ExpressionVariable("value", ExpressionType.Dyn));
    private static readonly ExpressionLimits _limits = new() { MaxLength = Limits.ExpressionLengthCharacters };

    /// <summary>Compiles one expression; null when it has faults, which are then reported.</summary>
    public Expression? Expression(string? text, string path, ExpressionType? expected)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            faults.Add(FaultReasons.ValueMissing, document, path, "Give a CEL expression.");
            return null;
        }

        var compilation = Expressions.Expression.Compile(text, environment, expected, _limits);
        faults.AddRange(compilation.Errors, document, path);
        return compilation.Errors.IsEmpty ? compilation.Expression : null;
    }

    /// <summary>Compiles a mapping to a declared attribute, or to a target's (no definition).</summary>
    public CompiledMapping? Mapping(AttributeMapping mapping, int index, AttributeDefinition? definition, int slot)
    {
        var place = $"spec.mappings[{index}]";
        var expression = Fitting(mapping.Expression, place + ".expression", definition);

        // Compiled also when the expression is wrong: all faults are told at once.
        var when = Optional(mapping.When, place + ".when", ExpressionType.Bool);
        var validFrom = Optional(mapping.ValidFrom, place + ".validFrom", ExpressionType.Timestamp);
        var validUntil = Optional(mapping.ValidUntil, place + ".validUntil", ExpressionType.Timestamp);
        var range = RangeOf(mapping, definition, expression?.ResultType, place);
        return expression is null ? null : new CompiledMapping(mapping, $"{document} {place}", expression, definition, slot)
        {
            When = when, ValidFrom = validFrom, ValidUntil = validUntil, Range = range,
        };
    }

    /// <summary>Compiles an expression that may be left out; null when it is, and when it has faults.</summary>
    public Expression? Optional(string? text, string path, ExpressionType? expected) => text is null ? null : Expression(text, path, expected);

    /// <summary>An expression whose result can be stored in the attribute; null when it has faults.</summary>
    private Expression? Fitting(string? text, string path, AttributeDefinition? definition)
    {
        var expression = Expression(text, path, expected: null);
        if (expression is null || Fits(expression.ResultType, definition))
        {
            return expression;
        }

        faults.Add(
            FaultReasons.TypeMismatch, document, path,
            definition is null
                ? $"Line 1, column 1: a result of type {expression.ResultType} cannot be stored in a target."
                : $"Line 1, column 1: the result is {expression.ResultType}, but '{definition.Name}' is "
                    + $"{AttributeFit.TypeOf(definition.Type, definition.MultiValued)}.");
        return null;
    }

    /// <param name="mapping">The mapping.</param>
    /// <param name="definition">Of the attribute that it gives; null for a target's.</param>
    /// <param name="result">Type of what it gives; null when that has faults.</param>
    /// <param name="place">The mapping's path.</param>
    private Expression? RangeOf(AttributeMapping mapping, AttributeDefinition? definition, ExpressionType? result, string place)
    {
        if (mapping is { OtherValues: OtherValues.Keep, Range: null })
        {
            return null;
        }

        if (definition is not null || result is not (null or ListType or DynType))
        {
            faults.Add(
                FaultReasons.TypeMismatch, document, place,
                "Only mappings of a target that give a list can say what becomes of others' values (otherValues, range).");
            return null;
        }

        if (mapping.OtherValues == OtherValues.Keep)
        {
            faults.Add(
                FaultReasons.ValueMissing, document, place + ".otherValues",
                "A range says which of others' values are removed or reported. Say which of the two, or leave the range out.");
            return null;
        }

        return mapping.Range is null ? null : new MappingCompiler(document, _range, faults).Expression(mapping.Range, place + ".range", ExpressionType.Bool);
    }

    private static bool Fits(ExpressionType result, AttributeDefinition? definition) => definition is null
        ? result is not (MapType or ObjectType or OptionalType) && result != ExpressionType.Duration && result != ExpressionType.Type
        : AttributeFit.Accepts(result, definition.Type, definition.MultiValued);
}
