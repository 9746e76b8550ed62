using System.Collections.Immutable;
using Prov.Domain.Expressions.Checking;
using Prov.Domain.Expressions.Evaluation;
using static Prov.Domain.Expressions.ExpressionType;

namespace Prov.Domain.Expressions.Functions;

/// <summary>The functions of the CEL optional types.</summary>
internal static class OptionalFunctions
{
    public const string Or = "or";
    public const string OrValue = "orValue";

    private static readonly Fault _noValue = Fault.Invalid("The optional has no value; ask with hasValue(), or use orValue().");

    public static ImmutableArray<Overload> All { get; } =
    [
        Overload.Function("optional.none", [], Optional(Dyn), (in _, ref _) => Value.NoValue),
        Overload.Function("optional.of", [Dyn], Optional(Dyn), (in a, ref _) => Value.OptionalOf(a[0])) with { Infer = t => Optional(t[0]) },
        Overload.Function("optional.ofNonZeroValue", [Dyn], Optional(Dyn), OfNonZeroValue) with { Infer = t => Optional(t[0]) },
        Overload.Function("optional.unwrap", [List(Optional(Dyn))], List(Dyn), Unwrap) with { Infer = Unwrapped },
        Overload.Receiver("unwrapOpt", [List(Optional(Dyn))], List(Dyn), Unwrap) with { Infer = Unwrapped },
        Overload.Receiver("hasValue", [Optional(Dyn)], Bool, (in a, ref frame) => Value.From(a[0].TryGetOptional(out _))),
        Overload.Receiver("value", [Optional(Dyn)], Dyn, ValueOf) with { Infer = t => ElementOf(t[0]) },

        // The compiler asks for the alternative, and then calls these, only when there is no value.
        Overload.Receiver(Or, [Optional(Dyn), Optional(Dyn)], Optional(Dyn), (in a, ref _) => a[1]) with { Infer = t => TypeRelations.Join(t[0], t[1]) },
        Overload.Receiver(OrValue, [Optional(Dyn), Dyn], Dyn, (in a, ref _) => a[1]) with { Infer = t => TypeRelations.Join(ElementOf(t[0]), t[1]) },
    ];

    private static ExpressionType ElementOf(ExpressionType type) => type is OptionalType optional ? optional.Element : Dyn;

    private static ExpressionType Unwrapped(IReadOnlyList<ExpressionType> types) => List(types[0] is ListType list ? ElementOf(list.Element) : Dyn);

    private static Value ValueOf(in Arguments arguments, ref Frame frame) =>
        arguments[0].TryGetOptional(out var value) ? value : frame.Fail(_noValue);

    private static Value OfNonZeroValue(in Arguments arguments, ref Frame frame) =>
        IsZero(arguments[0]) ? Value.NoValue : Value.OptionalOf(arguments[0]);

    private static bool IsZero(Value value) => value.Kind switch
    {
        ValueKind.Null => true,
        ValueKind.Boolean => !value.AsBoolean(),
        ValueKind.Integer or ValueKind.UnsignedInteger or ValueKind.Double => value.Equals(Value.From(0L)),
        ValueKind.String => value.AsString().Length == 0,
        ValueKind.Bytes => value.AsBytes().IsEmpty,
        ValueKind.Timestamp => value.AsTimestamp() == DateTimeOffset.MinValue,
        ValueKind.Duration => value.AsDuration() == TimeSpan.Zero,
        ValueKind.List or ValueKind.Map => value.Count == 0,
        _ => false,
    };

    private static Value Unwrap(in Arguments arguments, ref Frame frame)
    {
        var optionals = arguments[0].AsList();
        if (!frame.Charge(optionals.Length))
        {
            return default;
        }

        var values = ImmutableArray.CreateBuilder<Value>();
        foreach (var optional in optionals)
        {
            if (optional.Kind != ValueKind.Optional)
            {
                return frame.Fail(_notOptional);
            }

            if (optional.TryGetOptional(out var value))
            {
                values.Add(value);
            }
        }

        return Value.From(values.ToImmutable());
    }

    private static readonly Fault _notOptional = Fault.NoMatchingOverload("unwrapOpt()");
}
