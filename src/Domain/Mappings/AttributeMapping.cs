namespace Prov.Domain.Mappings;

/// <summary>How strongly a mapping asserts its value.</summary>
public enum MappingStrength
{
    /// <summary>Follows a change of its inputs.</summary>
    Normal,

    /// <summary>Fills a blank, never overwrites.</summary>
    Weak,

    /// <summary>Always wins: also repairs what another changed.</summary>
    Strong,
}

/// <summary>How one attribute's value is computed for an identity or a target.</summary>
/// <param name="Attribute">The attribute that receives the value.</param>
/// <param name="Expression">CEL; null or absent result means no value.</param>
public sealed record AttributeMapping(string Attribute, string Expression)
{
    public MappingStrength Strength { get; init; } = MappingStrength.Normal;

    /// <summary>The value goes to the target but never to audit, logs, errors or exports.</summary>
    public bool Secret { get; init; }
}
