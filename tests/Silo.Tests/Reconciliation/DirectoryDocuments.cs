using Prov.V1;

namespace Prov.Silo.Tests.Reconciliation;

/// <summary>People from HR who all have an account in the directory, and a source that is made of what is taken over from there.</summary>
internal static class DirectoryDocuments
{
    private static readonly string[] _attributes = ["number", "familyName", "department", "phone"];

    public static IEnumerable<ConfigurationDocument> All(TargetSystem directory) =>
    [
        new() { IdentitySchema = new() { Attributes = { _attributes.Select(name => new AttributeDefinition { Name = name, Type = AttributeType.String }) } } },
        new() { Name = "hr", AuthoritativeSource = Source("true", _attributes, AttributeMapping.Types.Strength.Normal, "number") },
        new() { Name = "directory-changes", AuthoritativeSource = Source("false", ["phone"], AttributeMapping.Types.Strength.Strong) },
        new() { Name = DirectoryUnderDrift.Name, TargetSystem = directory },
        new()
        {
            Name = "everyone",
            BirthrightPolicy = new()
            {
                When = "true",
                Gives = new()
                {
                    Accounts = { DirectoryUnderDrift.Name },
                    Entitlements = { new EntitlementReference { Target = DirectoryUnderDrift.Name, Entitlement = DirectoryUnderDrift.Group } },
                },
            },
        },
    ];

    private static AuthoritativeSource Source(
        string active, string[] attributes, AttributeMapping.Types.Strength strength, params string[] correlateBy)
    {
        var source = new AuthoritativeSource
        {
            Attributes = { attributes.Select(name => new SourceAttribute { Name = name, Type = AttributeType.String }) },
            Mappings = { attributes.Select(name => new AttributeMapping { Attribute = name, Expression = $"record.{name}", Strength = strength }) },
            CorrelateBy = { correlateBy },
        };
        if (active == "false")
        {
            source.Active = active;
        }

        return source;
    }
}
