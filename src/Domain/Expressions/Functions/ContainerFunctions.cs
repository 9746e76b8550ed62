using System.Collections.Immutable;
using static Prov.Domain.Expressions.ExpressionType;

namespace Prov.Domain.Expressions.Functions;

/// <summary>Functions over anything that has a size.</summary>
internal static class ContainerFunctions
{
    public static ImmutableArray<Overload> All { get; } =
    [
        .. Size(ExpressionType.String, value => CodePoints.Count(value.AsString())),
        .. Size(Bytes, value => value.AsBytes().Length),
        .. Size(List(Dyn), value => value.Count),
        .. Size(Map(Dyn, Dyn), value => value.Count),
    ];

    private static Overload[] Size(ExpressionType type, Func<Value, int> size) =>
    [
        Overload.Function("size", [type], Int, (in arguments, ref _) => Value.From((long)size(arguments[0]))),
        Overload.Receiver("size", [type], Int, (in arguments, ref _) => Value.From((long)size(arguments[0]))),
    ];
}
