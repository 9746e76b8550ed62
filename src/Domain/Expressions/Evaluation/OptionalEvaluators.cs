using System.Collections.Immutable;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Reading from optionals and into them.</summary>
internal static class OptionalEvaluators
{
    /// <summary>Finds something in a container; see <see cref="Containers.Find"/>.</summary>
    public delegate Fault? Finder(Value container, Value key, out Value value);

    /// <summary>
    /// Reads from a container or, without failing where it lacks what is asked for, from an optional one. The answer is an optional then, and
    /// where <paramref name="isOptional"/> asks for that.
    /// </summary>
    public static Value Read(Value container, Value key, bool isOptional, Finder find, ref Frame frame)
    {
        if (container.Kind == ValueKind.Optional)
        {
            isOptional = true;
            if (!container.TryGetOptional(out container))
            {
                return Value.NoValue;
            }
        }

        var fault = find(container, key, out var value);
        return !isOptional ? (fault is null ? value : frame.Fail(fault))
            : fault is null ? Value.OptionalOf(value)
            : Containers.IsMissing(fault) ? Value.NoValue
            : frame.Fail(fault);
    }

    /// <summary>The alternative is asked for only when there is no value.</summary>
    /// <param name="unwraps">The value is given, not the optional.</param>
    /// <param name="otherwise">Gets the optional without value, or what is none, and the alternative.</param>
    public static Evaluator Or(Evaluator optional, Evaluator alternative, bool unwraps, BinaryBody otherwise) => (ref frame) =>
    {
        var first = optional(ref frame);
        if (frame.Failed || !frame.Charge(1))
        {
            return default;
        }

        if (first.Kind == ValueKind.Optional && first.TryGetOptional(out var value))
        {
            return unwraps ? value : first;
        }

        var second = alternative(ref frame);
        return frame.Failed ? default : otherwise(first, second, ref frame);
    };

    /// <summary>Replaces an optional by what it has. False when it has nothing, and, failed, when it is none.</summary>
    public static bool TryUnwrap(ref Value element, ref Frame frame)
    {
        if (element.Kind == ValueKind.Optional)
        {
            return element.TryGetOptional(out element);
        }

        frame.Fail(_notOptional);
        return false;
    }

    private static readonly Fault _notOptional = Fault.NoMatchingOverload("'?'");
}
