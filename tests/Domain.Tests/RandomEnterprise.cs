using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Sod;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Tests;

/// <summary>Random configurations, people and events of one small enterprise; the same seed gives the same.</summary>
internal sealed class RandomEnterprise(int seed)
{
    private static readonly string[] _departments = ["Sales", "Research", "Finance", "Service"];
    private static readonly string[] _locations = ["Bern", "Oslo", "Lima"];
    private static readonly string[] _tags = ["a", "b", "c"];
    private static readonly string[] _targets = ["directory", "crm", "badge"];

    private readonly Random _random = new(seed);

    public ConfigurationSet Configuration()
    {
        var roles = _random.Next(0, 7);
        return WithRule(new ConfigurationSet
        {
            Schema = new(
            [
                new("number", AttributeType.String), new("givenName", AttributeType.String), new("surname", AttributeType.String),
                new("department", AttributeType.String), new("location", AttributeType.String), new("level", AttributeType.Integer),
                new("tags", AttributeType.String) { MultiValued = true }, new("pay", AttributeType.Integer) { Secret = true },
            ]),
            Sources = [Source()],
            Targets = [.. _targets.Select(Target)],
            Policies = [.. Enumerable.Range(0, _random.Next(1, 12)).Select(i => new BirthrightPolicy
            {
                Name = $"p{i}", When = Condition(2), Gives = Content(roles, from: 0),
            })],
            Roles = [.. Enumerable.Range(0, roles).Select(i => new Role
            {
                Name = $"r{i}", When = _random.Next(3) == 0 ? Condition(1) : null, Gives = Content(roles, from: i + 1),
            })],
        });
    }

    /// <summary>The same enterprise with a few documents changed.</summary>
    public ConfigurationSet Changed(ConfigurationSet before)
    {
        var after = before;
        for (var changes = _random.Next(1, 4); changes > 0; changes--)
        {
            var next = _random.Next(14) switch
            {
                0 => after with { Policies = after.Policies.Add(new() { Name = $"n{changes}", When = Condition(2), Gives = Content(after.Roles.Length, 0) }) },
                1 when after.Policies.Length > 1 => after with { Policies = after.Policies.RemoveAt(_random.Next(after.Policies.Length)) },
                2 => after with { Targets = after.Targets.SetItem(0, Target(after.Targets[0].Name)) },
                3 => after with { Sources = [Source()] },
                4 or 5 when after.Roles.Length > 0 => ChangedRole(after),
                6 => WithRule(after),
                _ => ChangedPolicy(after),
            };
            after = IsSound(next) ? next : after;
        }

        return after;
    }

    /// <summary>A record's whole row; attributes are missing now and then.</summary>
    public ImmutableSortedDictionary<string, Value> Row(int person)
    {
        var row = Setup.Attributes(
            ("number", Value.From(person.ToString(CultureInfo.InvariantCulture))),
            ("given", Value.From($"Given{person % 7}")),
            ("family", Value.From($"Family{person % 5}")));
        row = Sometimes(row, "department", Value.From(Any(_departments)));
        row = Sometimes(row, "location", Value.From(Any(_locations)));
        row = Sometimes(row, "level", Value.From((long)_random.Next(1, 6)));
        row = Sometimes(row, "pay", Value.From((long)_random.Next(1, 4)));
        return Sometimes(row, "tags", Value.ListOf(_tags.Where(_ => _random.Next(2) == 0)));
    }

    public LifecycleEvent Event(int person, int number, DateTimeOffset now)
    {
        var kind = _random.Next(10) switch
        {
            0 => LifecycleEventKind.Leave,
            1 => LifecycleEventKind.Suspend,
            2 => LifecycleEventKind.Resume,
            3 or 4 => LifecycleEventKind.Join,
            5 => LifecycleEventKind.Record,
            _ => LifecycleEventKind.Move,
        };
        var key = person.ToString(CultureInfo.InvariantCulture);
        return new LifecycleEvent
        {
            Tenant = Setup.Tenant, Source = "hr", SourceKey = key, EventId = $"{key}-{number}", Kind = kind, Actor = "tester",
            EffectiveAt = _random.Next(8) == 0 ? now.AddDays(_random.Next(-3, 40)) : null,
            Attributes = kind switch
            {
                LifecycleEventKind.Join or LifecycleEventKind.Record => Row(person),
                LifecycleEventKind.Move => Setup.Attributes(("department", Value.From(Any(_departments))), ("level", Value.From((long)_random.Next(1, 6)))),
                _ => AttributeSet.Empty,
            },
        };
    }

    public int Next(int below) => _random.Next(below);

    private ConfigurationSet ChangedPolicy(ConfigurationSet set)
    {
        var place = _random.Next(set.Policies.Length);
        var policy = set.Policies[place];
        return set with
        {
            Policies = set.Policies.SetItem(place, _random.Next(2) == 0
                ? policy with { When = Condition(2) }
                : policy with { Gives = Content(set.Roles.Length, 0) }),
        };
    }

    private ConfigurationSet ChangedRole(ConfigurationSet set)
    {
        var place = _random.Next(set.Roles.Length);
        var role = set.Roles[place];
        return set with
        {
            Roles = set.Roles.SetItem(place, _random.Next(3) switch
            {
                0 => role with { When = Condition(1) },
                1 => role with { ExclusiveSet = role.ExclusiveSet is null ? "set" : null, Priority = _random.Next(3) },
                _ => role with { Gives = Content(set.Roles.Length, place + 1) },
            }),
        };
    }

    /// <summary>With a rule of separation of duties, where nothing contradicts it.</summary>
    private ConfigurationSet WithRule(ConfigurationSet set)
    {
        var next = set with
        {
            SodRules =
            [
                new()
                {
                    Name = "apart",
                    Effect = (SodEffect)_random.Next(4),
                    Sides = [new("one") { Entitlements = [Right()] }, new("two") { Entitlements = [Right()] }],
                },
            ],
        };
        return _random.Next(2) == 0 && IsSound(next) ? next : set with { SodRules = [] };
    }

    // Roles that exclude each other, or sides that are one, may stand in a configuration's way.
    private static bool IsSound(ConfigurationSet set) => PolicySnapshot.Compile(set, 1).Faults.IsEmpty;

    private AuthoritativeSource Source() => new()
    {
        Name = "hr",
        Attributes =
        [
            new("number", AttributeType.String), new("given", AttributeType.String), new("family", AttributeType.String),
            new("department", AttributeType.String), new("location", AttributeType.String), new("level", AttributeType.Integer),
            new("tags", AttributeType.String) { MultiValued = true }, new("pay", AttributeType.Integer) { Secret = true },
        ],
        Mappings =
        [
            new("number", "record.number"), new("givenName", "record.given"), new("surname", "record.family"),
            new("department", _random.Next(4) == 0 ? "record.department == 'Finance' ? 'Sales' : record.department" : "record.department"),
            new("location", "record.location"), new("level", "record.level"), new("tags", "record.tags"), new("pay", "record.pay"),
        ],
        Active = _random.Next(4) == 0 ? "record.level != 5" : null,
        CorrelateBy = ["number"],
    };

    private TargetSystem Target(string name) => new()
    {
        Name = name,
        Connector = "null",
        AccountName = new(Any(["identity.givenName + '.' + identity.number", "'u' + identity.number", "identity.location + identity.number"])),
        Mappings =
        [
            new("uid", "account.name"),
            new("unit", Any(["identity.department", "identity.department + '/' + identity.location", "identity.tags"])),
            new("grade", _random.Next(2) == 0 ? "string(identity.level)" : "identity.level > 2 ? 'high' : 'low'"),
            new("secret", "identity.pay"),
        ],
        Deprovisioning = new() { DeleteAfter = _random.Next(3) == 0 ? null : TimeSpan.FromDays(_random.Next(0, 20)), RemoveEntitlements = _random.Next(3) > 0 },
    };

    private PolicyContent Content(int roles, int from) => new(
        [.. Enumerable.Range(from, Math.Max(0, roles - from)).Where(_ => _random.Next(4) == 0).Select(i => $"r{i}")],
        [.. _targets.Where(_ => _random.Next(4) == 0)],
        [.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => Right()).Distinct()])
    {
        Items = [.. Enumerable.Range(from, Math.Max(0, roles - from)).Where(_ => _random.Next(8) == 0).Select(i => Item(new(GrantKind.Role, "", $"r{i}"))), .. Items()],
    };

    private IEnumerable<PolicyItem> Items()
    {
        for (var i = _random.Next(-2, 2); i > 0; i--)
        {
            var right = Right();
            yield return Item(new(GrantKind.Entitlement, right.Target, right.Entitlement) { Intent = _random.Next(4) == 0 ? "admin" : null });
        }
    }

    private PolicyItem Item(PolicyItem item) => _random.Next(5) switch
    {
        0 => item with { ValidFrom = Setup.Now.AddDays(_random.Next(60)) },
        2 => item with { ValidFor = TimeSpan.FromDays(_random.Next(1, 40)) },
        1 => item with { ValidUntil = Setup.Now.AddDays(_random.Next(120)) },
        _ => item with { RemoveAfter = TimeSpan.FromDays(_random.Next(1, 40)) },
    };

    private EntitlementReference Right() => new(Any(_targets), $"right{_random.Next(5)}");

    private string Condition(int depth) => depth > 0 && _random.Next(2) == 0
        ? $"({Condition(depth - 1)}) {Any(["&&", "||"])} ({Condition(depth - 1)})"
        : _random.Next(10) switch
        {
            0 => "true",
            1 => $"!(identity.department == '{Any(_departments)}')",
            2 => $"identity.level > {_random.Next(5)}",
            3 => $"identity.location in ['{Any(_locations)}', '{Any(_locations)}']",
            4 => $"'{Any(_tags)}' in identity.tags",
            5 => "has(identity.location)",
            6 => $"identity.level == {_random.Next(1, 6)}",
            7 => $"identity.pay == {_random.Next(1, 4)}",
            8 => $"identity.state == '{Any(["active", "suspended"])}'",
            _ => $"identity.department == '{Any(_departments)}'",
        };

    private ImmutableSortedDictionary<string, Value> Sometimes(ImmutableSortedDictionary<string, Value> row, string name, Value value) =>
        _random.Next(6) == 0 ? row : row.Add(name, value);

    private string Any(string[] choices) => choices[_random.Next(choices.Length)];
}
