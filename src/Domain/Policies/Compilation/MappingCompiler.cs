using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Compiles the expressions of one document.</summary>
internal sealed class MappingCompiler(string document, ExpressionEnvironment environment, FaultCollector faults)
{
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
        var path = $"spec.mappings[{index}].expression";
        var expression = Expression(mapping.Expression, path, expected: null);
        if (expression is null)
        {
            return null;
        }

        if (!Fits(expression.ResultType, definition))
        {
            faults.Add(
                FaultReasons.TypeMismatch, document, path,
                definition is null
                    ? $"Line 1, column 1: a result of type {expression.ResultType} cannot be stored in a target."
                    : $"Line 1, column 1: the result is {expression.ResultType}, but '{definition.Name}' is "
                        + $"{AttributeFit.TypeOf(definition.Type, definition.MultiValued)}.");
            return null;
        }

        return new CompiledMapping(mapping, $"{document} spec.mappings[{index}]", expression, definition, slot);
    }

    /// <summary>Reports attributes that two mappings write.</summary>
    public void RequireDistinct(ImmutableArray<AttributeMapping> mappings)
    {
        faults.RequireAtMost(Limits.MappingsPerDocumentCount, mappings.Length, document, "spec.mappings");
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < mappings.Length; i++)
        {
            if (!seen.TryAdd(mappings[i].Attribute, i))
            {
                faults.Add(
                    FaultReasons.MappingDuplicate, document, $"spec.mappings[{i}].attribute",
                    $"'{mappings[i].Attribute}' is written by spec.mappings[{seen[mappings[i].Attribute]}] already.");
            }
        }
    }

    private static bool Fits(ExpressionType result, AttributeDefinition? definition) => definition is null
        ? result is not (MapType or ObjectType) && result != ExpressionType.Duration && result != ExpressionType.Type
        : AttributeFit.Accepts(result, definition.Type, definition.MultiValued);
}
