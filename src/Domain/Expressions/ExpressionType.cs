namespace Prov.Domain.Expressions;

/// <summary>
/// A declared type of an expression or variable (CEL language definition, "Values"). A value of any type may be null at run time,
/// since an attribute may be absent.
/// </summary>
public abstract record ExpressionType
{
    private protected ExpressionType(string name) => Name = name;

    /// <summary>As written in messages, for example <c>list(string)</c>.</summary>
    public string Name { get; }

    public static ExpressionType Bool { get; } = new ScalarType("bool", ValueKind.Boolean);

    public static ExpressionType Int { get; } = new ScalarType("int", ValueKind.Integer);

    public static ExpressionType Uint { get; } = new ScalarType("uint", ValueKind.UnsignedInteger);

    public static ExpressionType Double { get; } = new ScalarType("double", ValueKind.Double);

    public static ExpressionType String { get; } = new ScalarType("string", ValueKind.String);

    public static ExpressionType Bytes { get; } = new ScalarType("bytes", ValueKind.Bytes);

    public static ExpressionType Timestamp { get; } = new ScalarType("google.protobuf.Timestamp", ValueKind.Timestamp);

    public static ExpressionType Duration { get; } = new ScalarType("google.protobuf.Duration", ValueKind.Duration);

    public static ExpressionType Null { get; } = new ScalarType("null_type", ValueKind.Null);

    /// <summary>The type of what <c>type()</c> returns.</summary>
    public static ExpressionType Type { get; } = new ScalarType("type", ValueKind.Type);

    /// <summary>Not known before run time; every check is left to the evaluation.</summary>
    public static ExpressionType Dyn { get; } = new DynType();

    public static ExpressionType List(ExpressionType element) => new ListType(element);

    public static ExpressionType Map(ExpressionType key, ExpressionType value) => new MapType(key, value);

    public static ExpressionType Optional(ExpressionType element) => new OptionalType(element);

    /// <summary>A record with declared fields; at run time a map from string keys in which any field may be absent.</summary>
    public static ExpressionType Object(string name, IReadOnlyDictionary<string, ExpressionType> fields) => new ObjectType(name, fields);

    public sealed override string ToString() => Name;
}

/// <summary>A type without parts.</summary>
public sealed record ScalarType : ExpressionType
{
    internal ScalarType(string name, ValueKind kind)
        : base(name) => Kind = kind;

    public ValueKind Kind { get; }
}

/// <summary>Any type.</summary>
public sealed record DynType : ExpressionType
{
    internal DynType()
        : base("dyn")
    {
    }
}

/// <summary>A list whose elements have one type.</summary>
public sealed record ListType : ExpressionType
{
    internal ListType(ExpressionType element)
        : base($"list({element.Name})") => Element = element;

    public ExpressionType Element { get; }
}

/// <summary>A map whose keys have one type and whose values have one type.</summary>
public sealed record MapType : ExpressionType
{
    internal MapType(ExpressionType key, ExpressionType value)
        : base($"map({key.Name}, {value.Name})")
    {
        Key = key;
        Value = value;
    }

    public ExpressionType Key { get; }

    public ExpressionType Value { get; }
}

/// <summary>One value of a type, or none.</summary>
public sealed record OptionalType : ExpressionType
{
    internal OptionalType(ExpressionType element)
        : base($"optional({element.Name})") => Element = element;

    public ExpressionType Element { get; }
}

/// <summary>A record with declared fields. Two object types are the same when their names are.</summary>
public sealed record ObjectType : ExpressionType
{
    internal ObjectType(string name, IReadOnlyDictionary<string, ExpressionType> fields)
        : base(name) => Fields = fields;

    public IReadOnlyDictionary<string, ExpressionType> Fields { get; }

    public bool Equals(ObjectType? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
