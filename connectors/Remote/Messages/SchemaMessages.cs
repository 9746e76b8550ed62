using Prov.Connectors.Capabilities;
using Prov.Domain.Identities;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote.Messages;

/// <summary>Schemas, as messages and as the contract has them.</summary>
internal static class SchemaMessages
{
    private const int MostAttributes = 10_000;

    public static Wire.TargetAttribute Write(TargetAttribute attribute) => new()
    {
        Name = attribute.Name,
        Type = attribute.Type switch
        {
            AttributeType.Integer => Wire.TargetAttribute.Types.Type.Integer,
            AttributeType.Double => Wire.TargetAttribute.Types.Type.Double,
            AttributeType.Boolean => Wire.TargetAttribute.Types.Type.Boolean,
            AttributeType.Timestamp => Wire.TargetAttribute.Types.Type.Timestamp,
            AttributeType.Binary => Wire.TargetAttribute.Types.Type.Binary,
            _ => Wire.TargetAttribute.Types.Type.String,
        },
        MultiValued = attribute.MultiValued,
        Required = attribute.Required,
        ReadOnly = attribute.ReadOnly,
    };

    /// <exception cref="FormatException">It cannot be.</exception>
    public static TargetSchema Read(IReadOnlyCollection<Wire.TargetAttribute> attributes) =>
        attributes.Count > MostAttributes || attributes.DistinctBy(a => a.Name).Count() != attributes.Count || attributes.Any(a => a.Name.Length == 0)
            ? throw new FormatException("A schema has too many attributes, or one without a name, or one twice.")
            : new([.. attributes.OrderBy(a => a.Name, StringComparer.Ordinal).Select(Read)]);

    private static TargetAttribute Read(Wire.TargetAttribute attribute) => new(attribute.Name, attribute.Type switch
    {
        Wire.TargetAttribute.Types.Type.Integer => AttributeType.Integer,
        Wire.TargetAttribute.Types.Type.Double => AttributeType.Double,
        Wire.TargetAttribute.Types.Type.Boolean => AttributeType.Boolean,
        Wire.TargetAttribute.Types.Type.Timestamp => AttributeType.Timestamp,
        Wire.TargetAttribute.Types.Type.Binary => AttributeType.Binary,
        _ => AttributeType.String,
    })
    {
        MultiValued = attribute.MultiValued,
        Required = attribute.Required,
        ReadOnly = attribute.ReadOnly,
    };
}
