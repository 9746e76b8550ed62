using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Mappings;

/// <summary>A mapping of one configuration version, ready to run.</summary>
public sealed class CompiledMapping
{
    private readonly AttributeDefinition? _definition;

    internal CompiledMapping(AttributeMapping declaration, string path, Expression expression, AttributeDefinition? definition, int slot)
    {
        (Declaration, Path, Expression, _definition, Slot) = (declaration, path, expression, definition, slot);
    }

    public AttributeMapping Declaration { get; }

    /// <summary>Document and place, as <c>TargetSystem/directory spec.mappings[2]</c>.</summary>
    public string Path { get; }

    public Expression Expression { get; }

    /// <summary>Place of the attribute within its schema or its target's attributes.</summary>
    internal int Slot { get; }

    /// <summary>Runs the mapping; the value is null when it has none, or when there is a failure.</summary>
    internal MappedValue Run(params ReadOnlySpan<Value> variables)
    {
        var result = Expression.Evaluate(variables);
        if (result.IsError)
        {
            return new(default, result.ErrorReason, result.ErrorMessage);
        }

        if (_definition is null)
        {
            return AttributeFit.IsStorable(result.Value)
                ? new(result.Value is { Kind: ValueKind.List, Count: 0 } ? Value.Null : result.Value, null, null)
                : new(default, ExpressionReasons.TypeMismatch, $"A result of kind {result.Value.Kind} cannot be stored.");
        }

        return AttributeFit.TryFit(result.Value, _definition.Type, _definition.MultiValued, out var fitted)
            ? new(fitted, null, null)
            : new(
                default, ExpressionReasons.TypeMismatch,
                $"A result of kind {result.Value.Kind} does not fit the attribute '{_definition.Name}'.");
    }
}
