namespace Prov.Domain.Expressions;

/// <summary>The dynamic types of the Common Expression Language (CEL language definition, "Values").</summary>
public enum ValueKind : byte
{
    Null = 0,
    Boolean,
    Integer,
    UnsignedInteger,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,
    Type,

    /// <summary>One value or none (CEL optional types). Never an attribute's.</summary>
    Optional,
}
