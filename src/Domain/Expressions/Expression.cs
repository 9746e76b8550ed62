using Prov.Domain.Expressions.Checking;
using Prov.Domain.Expressions.Evaluation;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions;

/// <summary>
/// A checked and compiled expression of the Common Expression Language: immutable, free of side effects, safe for use by many threads
/// at once.
/// </summary>
public sealed class Expression
{
    private const int MaxLooksAhead = 100;

    private static readonly Fault _wrongVariables = Fault.Invalid("The evaluation got another number of variables than the environment declares.");

    private readonly CompiledExpression _compiled;
    private readonly Checked _checked;
    private readonly ExpressionEnvironment _environment;
    private readonly ExpressionType? _expected;
    private readonly Fault _wrongResult;
    private readonly long _maxCost;

    private Expression(
        string text,
        SyntaxNode syntax,
        Checked @checked,
        CompiledExpression compiled,
        ExpressionEnvironment environment,
        ExpressionType? expected,
        ExpressionLimits limits)
    {
        Text = text;
        Syntax = syntax;
        _checked = @checked;
        _compiled = compiled;
        _environment = environment;
        _expected = expected;
        _wrongResult = new(ExpressionReasons.TypeMismatch, $"The expression gave a value of another type than {expected}.");
        _maxCost = limits.MaxCost;
        Attribute = syntax is SelectNode { IsOptional: false, Operand: NameNode variable } select
            && TypeOf(variable) is ObjectType && environment.TryGetSlot(variable.Name, out var slot) ? (slot, select.Field) : null;
    }

    public string Text { get; }

    public SyntaxNode Syntax { get; }

    public ExpressionType ResultType => TypeOf(Syntax);

    /// <summary>The attribute paths that are read, like <c>identity.department</c>; <c>identity</c> when it is read as a whole.</summary>
    public IReadOnlySet<string> Inputs => _checked.Inputs;

    /// <summary>Whether the answer can change with time alone.</summary>
    public bool ReadsClock => _checked.ClockComparisons.Count > 0;

    /// <summary>Compiles a text; gives all errors that can be found at once.</summary>
    /// <param name="expected">The type that the result must have; null is taken as a result of any type.</param>
    public static ExpressionCompilation Compile(
        string text, ExpressionEnvironment environment, ExpressionType? expected = null, ExpressionLimits? limits = null)
    {
        limits ??= ExpressionLimits.Default;
        if (Parser.Parse(text, limits, out var error) is not { } syntax)
        {
            return new(null, [error!]);
        }

        var @checked = Checker.Check(syntax, environment, expected);
        if (!@checked.Errors.IsEmpty)
        {
            return new(null, @checked.Errors);
        }

        var compiled = Compiler.Compile(syntax, @checked, environment, limits);
        return compiled.Errors.IsEmpty
            ? new(new(text, syntax, @checked, compiled, environment, expected, limits), [])
            : new(null, compiled.Errors);
    }

    /// <summary>Evaluates; never throws.</summary>
    /// <param name="variables">In the order of declaration in the environment.</param>
    public EvaluationResult Evaluate(params ReadOnlySpan<Value> variables)
    {
        if (variables.Length != _environment.Variables.Length)
        {
            return new(default, _wrongVariables);
        }

        var frame = new Frame(variables, _compiled.LocalCount == 0 ? [] : new Value[_compiled.LocalCount], _maxCost);
        var value = _compiled.Evaluator(ref frame);
        if (!frame.Failed && Cost.ChargeWhole(value, ref frame) && !HasExpectedType(value))
        {
            frame.Fail(_wrongResult);
        }

        return new(value, frame.Fault, frame.NextChange);
    }

    /// <summary>
    /// The first instant after that of the evaluation at which a condition changes between true and not true; null when it never does. Where
    /// more comparisons change without effect than are looked at, the last instant that was looked at.
    /// </summary>
    /// <param name="variables">As for <see cref="Evaluate"/>; left as they are.</param>
    public DateTimeOffset? NextChange(params ReadOnlySpan<Value> variables)
    {
        var result = ReadsClock ? Evaluate(variables) : default;
        var (isTrue, next) = (result.IsTrue, result.NextChange);
        Span<Value> later = [.. variables];
        for (var looks = 0; next is { } instant && looks < MaxLooksAhead; looks++)
        {
            later[_environment.ClockSlot] = Value.From(instant);
            result = Evaluate(later);
            if (result.IsTrue != isTrue)
            {
                break;
            }

            next = result.NextChange;
        }

        return next;
    }

    /// <summary>The variable's slot and the attribute when the whole expression is just that; most mappings are.</summary>
    internal (int Slot, string Name)? Attribute { get; }

    internal ExpressionType TypeOf(SyntaxNode node) => _checked.Types[node];

    internal bool IsClock(string name) => _environment.IsClock(name);

    private bool HasExpectedType(Value value) => _expected is null || value.IsNull || TypeRelations.Admits(_expected, value.Kind);
}
