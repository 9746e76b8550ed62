using System.Collections.Immutable;
using Prov.Domain.Expressions.Checking;
using Prov.Domain.Expressions.Evaluation;

namespace Prov.Domain.Expressions.Functions;

/// <summary>Does a function's work on arguments of the declared kinds.</summary>
internal delegate Value FunctionBody(in Arguments arguments, ref Frame frame);

/// <summary>One way in which a function can be called.</summary>
/// <param name="Parameters">The receiver's type first, if there is a receiver.</param>
internal sealed record Overload(
    string Name, bool IsReceiver, ImmutableArray<ExpressionType> Parameters, ExpressionType Result, FunctionBody Body)
{
    public static Overload Function(string name, ReadOnlySpan<ExpressionType> parameters, ExpressionType result, FunctionBody body) =>
        new(name, false, [.. parameters], result, body);

    /// <summary>A function that is called on its first parameter.</summary>
    public static Overload Receiver(string name, ReadOnlySpan<ExpressionType> parameters, ExpressionType result, FunctionBody body) =>
        new(name, true, [.. parameters], result, body);

    /// <summary>Finds the result type where it follows from those of the arguments; null when they do not go together.</summary>
    public Func<IReadOnlyList<ExpressionType>, ExpressionType?>? Infer { get; init; }

    /// <summary>The type of the result for arguments that <see cref="Takes(List{ExpressionType})"/> is true of; null when there is none.</summary>
    public ExpressionType? ResultOf(List<ExpressionType> types) => Infer is null ? Result : Infer(types);

    public bool Takes(List<ExpressionType> types) =>
        types.Count == Parameters.Length && !types.Where((type, i) => !TypeRelations.IsAssignable(type, Parameters[i])).Any();

    public bool Takes(in Arguments arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!TypeRelations.Admits(Parameters[i], arguments[i].Kind))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => IsReceiver
        ? $"{Parameters[0]}.{Name}({string.Join(", ", Parameters.Skip(1))})"
        : $"{Name}({string.Join(", ", Parameters)})";
}
