using Prov.V1;

namespace Prov.Silo.Tests.Fixture;

/// <summary>A small configuration: one source with a feed, one target that accepts everything, an account for everyone.</summary>
internal static class Documents
{
    public const string Source = "hr";
    public const string Target = "directory";

    public static IReadOnlyList<ConfigurationDocument> All() => [Schema(), Hr(), Directory(), Everyone()];

    public static ConfigurationDocument Schema() => new()
    {
        IdentitySchema = new()
        {
            Attributes =
            {
                new AttributeDefinition { Name = "familyName", Type = AttributeType.String },
                new AttributeDefinition { Name = "department", Type = AttributeType.String },
                new AttributeDefinition { Name = "level", Type = AttributeType.Integer },
                new AttributeDefinition { Name = "badge", Type = AttributeType.String, Secret = true },
            },
        },
    };

    public static ConfigurationDocument Hr() => new()
    {
        Name = Source,
        AuthoritativeSource = new()
        {
            Attributes =
            {
                new SourceAttribute { Name = "family_name", Type = AttributeType.String, Required = true },
                new SourceAttribute { Name = "department", Type = AttributeType.String },
                new SourceAttribute { Name = "level", Type = AttributeType.Integer },
                new SourceAttribute { Name = "badge", Type = AttributeType.String, Secret = true },
            },
            Mappings =
            {
                new AttributeMapping { Attribute = "familyName", Expression = "record.family_name" },
                new AttributeMapping { Attribute = "department", Expression = "record.department" },
                new AttributeMapping { Attribute = "level", Expression = "record.level" },
                new AttributeMapping { Attribute = "badge", Expression = "record.badge" },
            },
            Feed = new() { KeyColumn = "key" },
        },
    };

    public static ConfigurationDocument Directory(string connector = "null") => new()
    {
        Name = Target,
        TargetSystem = new()
        {
            Connector = connector,
            AccountName = new() { Expression = "identity.familyName" },
            Mappings =
            {
                new AttributeMapping { Attribute = "unit", Expression = "identity.department" },
                new AttributeMapping { Attribute = "badge", Expression = "identity.badge" },
            },
        },
    };

    public static ConfigurationDocument Everyone(string when = "true") => new()
    {
        Name = "everyone",
        BirthrightPolicy = new() { When = when, Gives = new() { Accounts = { Target } } },
    };
}
