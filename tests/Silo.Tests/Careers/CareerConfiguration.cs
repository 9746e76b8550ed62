using Prov.Silo.Tests.Careers.Targets;
using Prov.V1;

namespace Prov.Silo.Tests.Careers;

/// <summary>The configuration of the careers: one source, the targets, and birthright policies by department and title.</summary>
internal static class CareerConfiguration
{
    /// <summary>Source attribute and the identity attribute that it becomes.</summary>
    private static readonly (string Source, string Identity, AttributeType Type)[] _attributes =
    [
        ("emp_no", "employeeNumber", AttributeType.String),
        ("birth_date", "birthDate", AttributeType.Timestamp),
        ("first_name", "givenName", AttributeType.String),
        ("last_name", "familyName", AttributeType.String),
        ("dept_no", "department", AttributeType.String),
        ("title", "title", AttributeType.String),
    ];

    public static IEnumerable<ConfigurationDocument> Documents(CareerTables tables, IReadOnlyCollection<ICareerTarget> targets)
    {
        var departments = tables.Departments.Select(d => d.What).Distinct();
        var titles = tables.Titles.Select(t => t.What).Distinct();
        return
        [
            new() { IdentitySchema = Schema() },
            new() { Name = "hr", AuthoritativeSource = Source() },
            .. targets.Select(t => new ConfigurationDocument { Name = t.Name, TargetSystem = t.Declaration }),
            Policy("everyone", "true", new PolicyContent { Accounts = { targets.Select(t => t.Name) } }),
            .. departments.Select(d => ForValue("department", d, targets, t => t.DepartmentRight(d))),
            .. titles.Select(title => ForValue("title", title, targets, t => t.TitleRight(title))),
        ];
    }

    private static IdentitySchema Schema() =>
        new() { Attributes = { _attributes.Select(a => new AttributeDefinition { Name = a.Identity, Type = a.Type }) } };

    private static AuthoritativeSource Source() => new()
    {
        // Careers are many leaves; what the guard does about that has tests of its own.
        Guard = new() { MaxLeaveShare = 1 },
        Attributes = { _attributes.Select(a => new SourceAttribute { Name = a.Source, Type = a.Type, Required = a.Source == "emp_no" }) },
        Mappings = { _attributes.Select(a => new AttributeMapping { Attribute = a.Identity, Expression = $"record.{a.Source}" }) },
    };

    private static ConfigurationDocument ForValue(
        string attribute, string value, IEnumerable<ICareerTarget> targets, Func<ICareerTarget, string?> rightIn)
    {
        var rights = targets.Select(t => (t.Name, Right: rightIn(t))).Where(t => t.Right is not null)
            .Select(t => new EntitlementReference { Target = t.Name, Entitlement = t.Right });
        var name = $"{attribute}-{value.Replace(' ', '-')}";
        return Policy(name, $"identity.{attribute} == \"{value}\"", new PolicyContent { Entitlements = { rights } });
    }

    private static ConfigurationDocument Policy(string name, string when, PolicyContent gives) =>
        new() { Name = name, BirthrightPolicy = new() { When = when, Gives = gives } };
}
