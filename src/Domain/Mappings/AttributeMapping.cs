namespace Prov.Domain.Mappings;

/// <summary>How strongly a mapping asserts its value.</summary>
public enum MappingStrength
{
    /// <summary>Follows a change of its own result; what another changed since stays until then.</summary>
    Normal,

    /// <summary>Fills a blank, never overwrites.</summary>
    Weak,

    /// <summary>Always wins: also repairs what another changed.</summary>
    Strong,
}

/// <summary>What happens to values of a multi-valued attribute that somebody else added at the target.</summary>
public enum OtherValues
{
    /// <summary>They stay.</summary>
    Keep,

    /// <summary>They are taken away.</summary>
    Remove,

    /// <summary>They stay, and the account shows that there are some.</summary>
    Report,
}

/// <summary>How one attribute's value is computed for an identity or a target.</summary>
/// <param name="Attribute">The attribute that receives the value.</param>
/// <param name="Expression">CEL; null or absent result means no value.</param>
public sealed record AttributeMapping(string Attribute, string Expression)
{
    public MappingStrength Strength { get; init; } = MappingStrength.Normal;

    /// <summary>The value goes to the target but never to audit, logs, errors or exports.</summary>
    public bool Secret { get; init; }

    /// <summary>CEL over what the expression reads, giving a boolean: the mapping is in force only while it holds. Null means always.</summary>
    public string? When { get; init; }

    /// <summary>CEL giving a timestamp: the first instant at which the mapping is in force. Null, or a null result, means always.</summary>
    public string? ValidFrom { get; init; }

    /// <summary>CEL giving a timestamp: the first instant at which the mapping is no longer in force. Null, or a null result, means never.</summary>
    public string? ValidUntil { get; init; }

    /// <summary>Targets only: without a value of this attribute no account is created.</summary>
    public bool Required { get; init; }

    /// <summary>Targets only: what happens to values of a multi-valued attribute that somebody else added.</summary>
    public OtherValues OtherValues { get; init; } = OtherValues.Keep;

    /// <summary>Targets only: CEL over <c>value</c>: which of others' values <see cref="OtherValues"/> speaks of. Null means all.</summary>
    public string? Range { get; init; }
}
