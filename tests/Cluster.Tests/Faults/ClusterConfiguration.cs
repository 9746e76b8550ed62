using Google.Protobuf.WellKnownTypes;
using Prov.Cluster.Tests.Load;
using Prov.Cluster.Tests.People;
using Prov.Cluster.Tests.Targets;
using Prov.V1;

namespace Prov.Cluster.Tests.Faults;

/// <summary>The configuration of the cluster under test: one source, two targets in one database.</summary>
internal static class ClusterConfiguration
{
    /// <summary>The environment variable with the targets' connection string.</summary>
    public const string TargetVariable = "PROV_SECRET_TEST_TARGET";

    /// <summary>How long a call to a target can take.</summary>
    public static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CrmGrace = TimeSpan.FromSeconds(5);

    private static readonly (string Source, string Identity, AttributeType Type)[] Attributes =
    [
        ("employee_number", "employeeNumber", AttributeType.String),
        ("given_name", "givenName", AttributeType.String),
        ("family_name", "familyName", AttributeType.String),
        ("department", "department", AttributeType.String),
        ("mark", "mark", AttributeType.Integer),
    ];

    /// <summary>All its documents.</summary>
    public static ApplyConfigurationRequest Request() => new()
    {
        Documents =
        {
            Schema(),
            SourceOfEvents(),
            Target(TargetTable.Directory, "identity.givenName.substring(0, 1) + identity.familyName", new Deprovisioning { NeverDelete = true }),
            Target(
                TargetTable.Crm, "identity.givenName + \".\" + identity.familyName",
                new Deprovisioning { DeleteAfter = CrmGrace.ToDuration() }),
            Birthright("everyone", "true", Account(TargetTable.Directory, "staff")),
            Birthright("engineering", Is(Departments.Engineering), Right(TargetTable.Directory, "source-code")),
            Birthright("customers", $"identity.department in [\"{Departments.Sales}\", \"{Departments.Support}\"]", Account(TargetTable.Crm, "contacts.read")),
            Birthright("selling", Is(Departments.Sales), Right(TargetTable.Crm, "opportunities.write")),
        },
    };

    private static ConfigurationDocument Schema()
    {
        var schema = new IdentitySchema();
        schema.Attributes.AddRange(Attributes.Select(a => new AttributeDefinition { Name = a.Identity, Type = a.Type }));
        return new ConfigurationDocument { IdentitySchema = schema };
    }

    private static ConfigurationDocument SourceOfEvents()
    {
        // People come and go all the time here; what the guard does about that has tests of its own.
        var source = new AuthoritativeSource { Guard = new MassChangeGuard { MaxLeaveShare = 1 } };
        source.Attributes.AddRange(Attributes.Select(a => new SourceAttribute { Name = a.Source, Type = a.Type }));
        source.Mappings.AddRange(Attributes.Select(a => new AttributeMapping { Attribute = a.Identity, Expression = "record." + a.Source }));
        return new ConfigurationDocument { Name = WireEvent.Source, AuthoritativeSource = source };
    }

    private static ConfigurationDocument Target(TargetTable table, string login, Deprovisioning deprovisioning)
    {
        var name = TargetDatabase.NameOf(table);
        var target = new TargetSystem
        {
            Connector = "sql",
            AccountName = new AccountNameRule { Expression = $"({login}).lower()" },
            OwnershipAttribute = "employee_number",
            Deprovisioning = deprovisioning,
            Limits = new TargetLimits { Timeout = CallLimit.ToDuration() },
            Settings =
            {
                ["provider"] = "postgresql",
                ["connectionString"] = "env:" + TargetVariable,
                ["accountTable"] = name,
                ["keyColumn"] = "id",
                ["nameColumn"] = "login",
                ["enabledColumn"] = "enabled",
                ["membershipTable"] = name + "_rights",
                ["membershipAccountColumn"] = "account_id",
                ["membershipEntitlementColumn"] = "name",
            },
            Mappings =
            {
                new AttributeMapping { Attribute = "employee_number", Expression = "identity.employeeNumber" },
                new AttributeMapping { Attribute = "full_name", Expression = "identity.givenName + \" \" + identity.familyName" },
                new AttributeMapping { Attribute = "department", Expression = "identity.department" },
                new AttributeMapping { Attribute = "mark", Expression = "identity.mark" },
            },
        };
        return new ConfigurationDocument { Name = name, TargetSystem = target };
    }

    private static ConfigurationDocument Birthright(string name, string when, PolicyContent gives) =>
        new() { Name = name, BirthrightPolicy = new BirthrightPolicy { When = when, Gives = gives } };

    private static string Is(string department) => $"identity.department == \"{department}\"";

    private static PolicyContent Account(TargetTable table, string right)
    {
        var content = Right(table, right);
        content.Accounts.Add(TargetDatabase.NameOf(table));
        return content;
    }

    private static PolicyContent Right(TargetTable table, string right) =>
        new() { Entitlements = { new EntitlementReference { Target = TargetDatabase.NameOf(table), Entitlement = right } } };
}
