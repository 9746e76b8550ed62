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

    /// <summary>Null when it holds always.</summary>
    public Expression? When { get; internal init; }

    /// <summary>Null when it has no first instant.</summary>
    public Expression? ValidFrom { get; internal init; }

    /// <summary>Null when it has no end.</summary>
    public Expression? ValidUntil { get; internal init; }

    /// <summary>Which of others' values it speaks of; null means all.</summary>
    public Expression? Range { get; internal init; }

    /// <summary>True when a condition or a period can put it out of force.</summary>
    internal bool IsConditional => When is not null || ValidFrom is not null || ValidUntil is not null;

    /// <summary>Place of the attribute within its schema or its target's attributes.</summary>
    internal int Slot { get; }

    /// <summary>All expressions that decide on the value.</summary>
    internal IEnumerable<Expression> Expressions => new[] { Expression, When, ValidFrom, ValidUntil }.OfType<Expression>();

    /// <summary>Whether it is in force at an instant. What cannot be evaluated puts it out of force.</summary>
    internal MappingForce Force(DateTimeOffset now, NoteCollector notes, params ReadOnlySpan<Value> variables)
    {
        if (!IsConditional)
        {
            return new(true, null);
        }

        if (When is not null && !Ask(When, "when", notes, variables).IsTrue)
        {
            return new(false, null);
        }

        if (!TryInstant(ValidFrom, "validFrom", notes, variables, out var from)
            || !TryInstant(ValidUntil, "validUntil", notes, variables, out var until)
            || until <= from)
        {
            return new(false, null);
        }

        return from > now ? new(false, from) : until is null || until > now ? new(true, until) : new(false, null);
    }

    /// <summary>True when <see cref="AttributeMapping.OtherValues"/> speaks of a value that somebody else added.</summary>
    internal bool Covers(Value other) => Range is null || Range.Evaluate(other).IsTrue;

    /// <summary>Runs the mapping; the value is null when it has none, or when there is a failure.</summary>
    internal MappedValue Run(params ReadOnlySpan<Value> variables)
    {
        // An attribute that is passed on as it is has been bounded where it came in: it is read without a budget.
        if (Expression.Attribute is { } attribute)
        {
            variables[attribute.Slot].TryGetEntry(attribute.Name, out var value);
            return Fit(value);
        }

        var result = Expression.Evaluate(variables);
        return result.IsError ? new(default, result.ErrorReason, result.ErrorMessage) : Fit(result.Value);
    }

    private MappedValue Fit(Value value)
    {
        if (_definition is null)
        {
            return AttributeFit.IsStorable(value)
                ? new(value is { Kind: ValueKind.List, Count: 0 } ? Value.Null : value, null, null)
                : new(default, ExpressionReasons.TypeMismatch, $"A result of kind {value.Kind} cannot be stored.");
        }

        return AttributeFit.TryFit(value, _definition.Type, _definition.MultiValued, out var fitted)
            ? new(fitted, null, null)
            : new(default, ExpressionReasons.TypeMismatch, $"A result of kind {value.Kind} does not fit the attribute '{_definition.Name}'.");
    }

    private bool TryInstant(
        Expression? expression, string field, NoteCollector notes, ReadOnlySpan<Value> variables, out DateTimeOffset? instant)
    {
        instant = null;
        if (expression is null)
        {
            return true;
        }

        var result = Ask(expression, field, notes, variables);
        instant = result.Value.Kind == ValueKind.Timestamp ? result.Value.AsTimestamp() : null;
        return !result.IsError;
    }

    private EvaluationResult Ask(Expression expression, string field, NoteCollector notes, ReadOnlySpan<Value> variables)
    {
        var result = expression.Evaluate(variables);
        if (result.IsError)
        {
            notes.Add(DecisionNoteReasons.MappingFailed, $"{Path}.{field}", $"{result.ErrorReason}: {result.ErrorMessage}");
        }

        return result;
    }
}
