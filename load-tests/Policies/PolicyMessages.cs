using Prov.Domain.Policies;
using Prov.V1;
using AttributeType = Prov.Domain.Identities.AttributeType;
using RoleKind = Prov.Domain.Policies.RoleKind;

namespace Prov.LoadTests.Policies;

/// <summary>The benchmark's configuration as the API takes it; only the fields that it uses.</summary>
public static class PolicyMessages
{
    public static IEnumerable<ConfigurationDocument> Of(ConfigurationSet set) =>
    [
        new() { IdentitySchema = new() { Attributes = { set.Schema.Attributes.Select(a => new AttributeDefinition { Name = a.Name, Type = Type(a.Type), MultiValued = a.MultiValued }) } } },
        .. set.Sources.Select(s => new ConfigurationDocument { Name = s.Name, AuthoritativeSource = Source(s) }),
        .. set.Targets.Select(t => new ConfigurationDocument { Name = t.Name, TargetSystem = Target(t) }),
        .. set.Policies.Select(p => new ConfigurationDocument { Name = p.Name, BirthrightPolicy = new() { When = p.When, Gives = Content(p.Gives) } }),
        .. set.Roles.Select(r => r.Kind == RoleKind.Business
            ? new ConfigurationDocument { Name = r.Name, BusinessRole = new() { Gives = Content(r.Gives) } }
            : new ConfigurationDocument { Name = r.Name, TechnicalRole = new() { Gives = Content(r.Gives) } }),
    ];

    private static V1.AttributeType Type(AttributeType type) => type == AttributeType.Integer ? V1.AttributeType.Integer : V1.AttributeType.String;

    private static AuthoritativeSource Source(Domain.Sources.AuthoritativeSource source) => new()
    {
        Attributes = { source.Attributes.Select(a => new SourceAttribute { Name = a.Name, Type = Type(a.Type), MultiValued = a.MultiValued }) },
        Mappings = { source.Mappings.Select(Mapping) },
    };

    private static TargetSystem Target(Domain.TargetSystems.TargetSystem target) => new()
    {
        Connector = target.Connector,
        AccountName = new() { Expression = target.AccountName.Expression },
        Limits = new() { Concurrency = 256 },
        Mappings = { target.Mappings.Select(Mapping) },
    };

    private static AttributeMapping Mapping(Domain.Mappings.AttributeMapping mapping) =>
        new() { Attribute = mapping.Attribute, Expression = mapping.Expression };

    private static V1.PolicyContent Content(Domain.Policies.PolicyContent content) => new()
    {
        Roles = { content.Roles },
        Accounts = { content.Accounts },
        Entitlements = { content.Entitlements.Select(e => new V1.EntitlementReference { Target = e.Target, Entitlement = e.Entitlement }) },
    };
}
