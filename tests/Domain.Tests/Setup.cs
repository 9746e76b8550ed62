using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Tests;

/// <summary>A small enterprise: one HR source, a contractor database, a directory, two roles.</summary>
internal static class Setup
{
    public const string Tenant = "acme";

    public static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static readonly DecisionContext Context = new(Tenant, "idn-1");

    public static AuthoritativeSource Hr { get; } = new()
    {
        Name = "hr",
        Precedence = 10,
        Attributes =
        [
            new("number", AttributeType.String, Required: true),
            new("first name", AttributeType.String),
            new("last", AttributeType.String),
            new("department", AttributeType.String),
            new("hired", AttributeType.Timestamp),
            new("left", AttributeType.Timestamp),
            new("gone", AttributeType.Boolean),
            new("phones", AttributeType.String, MultiValued: true),
            new("salary", AttributeType.Integer) { Secret = true },
        ],
        Mappings =
        [
            new("employeeNumber", "record.number"),
            new("givenName", "record[\"first name\"]"),
            new("surname", "record.last"),
            new("department", "record.department"),
            new("phones", "record.phones"),
            new("pay", "record.salary"),
        ],
        StartAttribute = "hired",
        EndAttribute = "left",
        Active = "record.gone != true",
        CorrelateBy = ["employeeNumber"],
    };

    public static AuthoritativeSource Contractors { get; } = new()
    {
        Name = "contractors",
        Precedence = 50,
        Attributes = [new("id", AttributeType.String), new("employee", AttributeType.String), new("mail", AttributeType.String), new("unit", AttributeType.String)],
        Mappings =
        [
            new("employeeNumber", "record.employee"), new("mail", "record.mail"), new("department", "record.unit"),
        ],
        CorrelateBy = ["employeeNumber"],
    };

    public static TargetSystem Directory { get; } = new()
    {
        Name = "directory",
        Connector = "null",
        AccountName = new("(identity.givenName.substring(0, 1) + identity.surname).lowerAscii()") { MaxLength = 12 },
        Mappings =
        [
            new("uid", "account.name"),
            new("employeeNumber", "identity.employeeNumber"),
            new("ou", "identity.department"),
            new("telephone", "identity.phones"),
            new("description", "'created by Prov'") { Strength = MappingStrength.Weak },
        ],
        OwnershipAttribute = "employeeNumber",
    };

    public static ConfigurationSet Configuration { get; } = new()
    {
        Schema = new(
        [
            new("employeeNumber", AttributeType.String),
            new("givenName", AttributeType.String),
            new("surname", AttributeType.String),
            new("department", AttributeType.String),
            new("mail", AttributeType.String),
            new("phones", AttributeType.String) { MultiValued = true },
            new("pay", AttributeType.Double) { Secret = true },
        ]),
        Sources = [Hr, Contractors],
        Targets = [Directory],
        Policies =
        [
            new() { Name = "employees", When = "has(identity.employeeNumber)", Gives = new([], ["directory"], [new("directory", "cn=staff")]) },
            new() { Name = "sales", When = "identity.department == 'Sales'", Gives = new(["seller"], [], []) },
        ],
        Roles =
        [
            new() { Name = "seller", Gives = new(["crm"], [], []) },
            new() { Name = "crm", Kind = RoleKind.Technical, Gives = new([], [], [new("directory", "cn=crm")]) },
        ],
    };

    public static PolicySnapshot Snapshot { get; } = Compile(Configuration);

    public static PolicySnapshot Compile(ConfigurationSet configuration, long version = 1)
    {
        var compilation = PolicySnapshot.Compile(configuration, version);
        Assert.Empty(compilation.Faults);
        return compilation.Snapshot!;
    }

    public static PolicySnapshot With(this PolicySnapshot snapshot, Func<ConfigurationSet, ConfigurationSet> change) =>
        Compile(change(snapshot.Configuration), snapshot.Version + 1);

    public static ImmutableSortedDictionary<string, Value> Attributes(params (string Name, Value Value)[] attributes) =>
        AttributeSet.Empty.AddRange(attributes.Select(a => KeyValuePair.Create(a.Name, a.Value)));

    public static ImmutableSortedDictionary<string, Value> Jane(string department = "Sales", params (string Name, Value Value)[] more) =>
        Attributes(
        [
            ("number", Value.From("7")), ("first name", Value.From("Jane")), ("last", Value.From("Smith")),
            ("department", Value.From(department)), .. more,
        ]);

    public static LifecycleEvent Event(
        LifecycleEventKind kind, ImmutableSortedDictionary<string, Value>? attributes = null, long? sequence = null, DateTimeOffset? at = null) => new()
    {
        Tenant = Tenant,
        Source = "hr",
        SourceKey = "7",
        EventId = $"{kind}-{sequence}-{at:O}",
        Kind = kind,
        Sequence = sequence,
        EffectiveAt = at,
        Attributes = attributes ?? AttributeSet.Empty,
        Actor = "tester",
    };

    public static LifecycleEvent Join(ImmutableSortedDictionary<string, Value>? attributes = null, long? sequence = null, DateTimeOffset? at = null) =>
        Event(LifecycleEventKind.Join, attributes ?? Jane(), sequence, at);

    public static LifecycleEvent Leave(long? sequence = null, DateTimeOffset? at = null) => Event(LifecycleEventKind.Leave, null, sequence, at);
}
