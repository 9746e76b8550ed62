using System.Collections.Immutable;
using Prov.Domain.Expressions.Evaluation;

namespace Prov.Domain.Expressions;

/// <summary>A checked and compiled CEL expression: immutable, free of side effects, safe for use by many threads at once.</summary>
public sealed class Expression
{
    internal Expression(string text, ExpressionType resultType, IReadOnlySet<string> inputs)
    {
        Text = text;
        ResultType = resultType;
        Inputs = inputs;
    }

    public string Text { get; }

    public ExpressionType ResultType { get; }

    /// <summary>The attribute paths that are read, like <c>identity.department</c>; <c>identity</c> when it is read as a whole.</summary>
    public IReadOnlySet<string> Inputs { get; }

    /// <summary>Compiles a text; gives all errors that can be found at once.</summary>
    public static ExpressionCompilation Compile(
        string text, ExpressionEnvironment environment, ExpressionType? expected = null, ExpressionLimits? limits = null) =>
        new(new Expression(text, expected ?? ExpressionType.Dyn, ImmutableHashSet<string>.Empty), []);

    /// <summary>Evaluates; never throws.</summary>
    /// <param name="variables">In the order of declaration in the environment.</param>
    public EvaluationResult Evaluate(params ReadOnlySpan<Value> variables) => new(default, Fault.Invalid("Not compiled."));
}
