using Prov.Domain.Expressions;

namespace Prov.Domain.Tests.Expressions.Reference;

/// <summary>The type of a generated phrase. Maps have string keys.</summary>
internal sealed record Kind(string Name, Kind? Element = null)
{
    public static readonly Kind Bool = new("bool");
    public static readonly Kind Int = new("int");
    public static readonly Kind Uint = new("uint");
    public static readonly Kind Double = new("double");
    public static readonly Kind String = new("string");
    public static readonly Kind Bytes = new("bytes");
    public static readonly Kind Timestamp = new("timestamp");
    public static readonly Kind Duration = new("duration");
    public static readonly Kind Dyn = new("dyn");
    public static readonly Kind Type = new("type");

    public static readonly Kind[] Scalars = [Bool, Int, Uint, Double, String, Bytes, Timestamp, Duration];
    public static readonly Kind[] Ordered = Scalars;
    public static readonly Kind[] Numbers = [Int, Uint, Double];

    public static Kind List(Kind element) => new("list", element);

    public static Kind Map(Kind element) => new("map", element);

    public static Kind Optional(Kind element) => new("optional", element);

    public ExpressionType Declared => Name switch
    {
        "bool" => ExpressionType.Bool,
        "int" => ExpressionType.Int,
        "uint" => ExpressionType.Uint,
        "double" => ExpressionType.Double,
        "string" => ExpressionType.String,
        "bytes" => ExpressionType.Bytes,
        "timestamp" => ExpressionType.Timestamp,
        "duration" => ExpressionType.Duration,
        "list" => ExpressionType.List(Element!.Declared),
        "map" => ExpressionType.Map(ExpressionType.String, Element!.Declared),
        _ => ExpressionType.Dyn,
    };
}
