namespace Prov.Domain.Expressions.Syntax;

/// <summary>Operators before one operand.</summary>
public enum UnaryOperator
{
    Not,
    Negate,
}

/// <summary>Operators between two operands, but for the logical ones.</summary>
public enum BinaryOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// <summary>Operators between any number of conditions.</summary>
public enum LogicalOperator
{
    And,
    Or,
}

/// <summary>The macros that bind a variable.</summary>
public enum ComprehensionKind
{
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
    OptionalMap,
    OptionalFlatMap,
}

/// <summary>How operators are written, and how strongly they bind (CEL language definition, "Syntax").</summary>
internal static class OperatorText
{
    public const int RelationPrecedence = 3;

    public static bool TryGetBinary(string text, out BinaryOperator op)
    {
        op = text switch
        {
            "==" => BinaryOperator.Equal,
            "!=" => BinaryOperator.NotEqual,
            "<" => BinaryOperator.Less,
            "<=" => BinaryOperator.LessOrEqual,
            ">" => BinaryOperator.Greater,
            ">=" => BinaryOperator.GreaterOrEqual,
            "in" => BinaryOperator.In,
            "+" => BinaryOperator.Add,
            "-" => BinaryOperator.Subtract,
            "*" => BinaryOperator.Multiply,
            "/" => BinaryOperator.Divide,
            "%" => BinaryOperator.Modulo,
            _ => (BinaryOperator)(-1),
        };
        return op >= 0;
    }

    public static string Of(BinaryOperator op) => op switch
    {
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.In => "in",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        _ => "%",
    };

    public static string Of(UnaryOperator op) => op == UnaryOperator.Not ? "!" : "-";

    public static string Of(LogicalOperator op) => op == LogicalOperator.And ? "&&" : "||";

    /// <summary>Higher binds more strongly.</summary>
    public static int Precedence(BinaryOperator op) => op switch
    {
        <= BinaryOperator.In => RelationPrecedence,
        <= BinaryOperator.Subtract => RelationPrecedence + 1,
        _ => RelationPrecedence + 2,
    };
}
