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
