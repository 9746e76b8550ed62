using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;

namespace Prov.LoadTests.Policies;

/// <summary>
/// The configuration and the people of the policy benchmark: 500 roles of depth 3, and policies of which each person meets two by
/// equality, however many there are, and is asked ten others that say nothing of equality.
/// </summary>
public sealed class PolicyShape
{
    private const int Tops = 125;
    private const int AskedOfEveryone = 10;
    private const int ValuesPerAttribute = 5;

    public required int Policies { get; init; }

    /// <summary>Mappings of attributes of five values, in and out.</summary>
    public required int Mappings { get; init; }

    public int Targets { get; init; } = 2;

    /// <summary>Joined to every condition: a changed policy set.</summary>
    public string AlsoWhen { get; init; } = "";

    /// <summary>Units and titles that the policies tell apart.</summary>
    public int Units => (Policies - AskedOfEveryone) / 2;

    public PolicySnapshot Compile(long version = 1)
    {
        var compilation = PolicySnapshot.Compile(Configuration(), version);
        return compilation.Snapshot ?? throw new InvalidOperationException(string.Join('\n', compilation.Faults));
    }

    public ConfigurationSet Configuration() => new()
    {
        Schema = new([.. Names().Select(n => new AttributeDefinition(n, TypeOf(n))), .. Many().Select(n => new AttributeDefinition(n, AttributeType.String) { MultiValued = true })]),
        Sources =
        [
            new()
            {
                Name = "hr",
                Attributes = [.. Names().Select(n => new SourceAttribute(n, TypeOf(n))), .. Many().Select(n => new SourceAttribute(n, AttributeType.String, MultiValued: true))],
                Mappings = [.. Names().Concat(Many()).Select(n => new AttributeMapping(n, "record." + n))],
            },
        ],
        Targets = [.. Enumerable.Range(0, Targets).Select(Target)],
        Policies = [.. Enumerable.Range(0, Policies).Select(Policy)],
        Roles = [.. Enumerable.Range(0, Tops).SelectMany(Roles)],
    };

    /// <summary>The whole record of a person.</summary>
    public ImmutableSortedDictionary<string, Value> Record(long person) => AttributeSet.Empty
        .Add("number", Value.From(person.ToString("D9", CultureInfo.InvariantCulture)))
        .Add("givenName", Value.From($"Given{person % 100}"))
        .Add("surname", Value.From($"Family{person % 9973}"))
        .Add("unit", Value.From($"U{person % Units}"))
        .Add("title", Value.From($"T{person / Units % Units}"))
        .Add("location", Value.From($"L{person % 20}"))
        .Add("level", Value.From(person % 10))
        .AddRange(Many().Select(n => KeyValuePair.Create(n, Value.ListOf(Enumerable.Range(0, ValuesPerAttribute).Select(v => $"{n}-{(person + v) % 50}")))));

    public LifecycleEvent Join(long person) => Event(person, LifecycleEventKind.Join, Record(person));

    /// <summary>A move to another unit.</summary>
    public LifecycleEvent Move(long person, long turn) => Event(
        person, LifecycleEventKind.Move, AttributeSet.Empty.Add("unit", Value.From($"U{(person + turn) % Units}"))) with { EventId = $"m{person}-{turn}" };

    public static string KeyOf(long person) => person.ToString("D9", CultureInfo.InvariantCulture);

    private static LifecycleEvent Event(long person, LifecycleEventKind kind, ImmutableSortedDictionary<string, Value> attributes) => new()
    {
        Tenant = "default", Source = "hr", SourceKey = KeyOf(person), EventId = $"j{person}", Kind = kind, Attributes = attributes,
    };

    private static string[] Names() => ["number", "givenName", "surname", "unit", "title", "location", "level"];

    private static AttributeType TypeOf(string name) => name == "level" ? AttributeType.Integer : AttributeType.String;

    private IEnumerable<string> Many() => Enumerable.Range(0, Mappings).Select(i => $"m{i}");

    private BirthrightPolicy Policy(int i)
    {
        var place = (i - AskedOfEveryone) / 2;
        var when = i < AskedOfEveryone ? $"identity.level > {8 + i} && identity.location.startsWith('L')"
            : i % 2 == 0 ? $"identity.unit == 'U{place}' && identity.level >= 0"
            : $"identity.title == 'T{place}' && identity.location != 'nowhere'";
        return new() { Name = $"policy-{i}", When = when + AlsoWhen, Gives = new([$"top-{i % Tops}"], [], []) };
    }

    /// <summary>Four roles: one of one of two, each of these with a right.</summary>
    private IEnumerable<Role> Roles(int top)
    {
        yield return new Role { Name = $"top-{top}", Gives = new([$"middle-{top}"], [], []) };
        yield return new Role { Name = $"middle-{top}", Gives = new([$"leaf-{top}-0", $"leaf-{top}-1"], [], []) };
        for (var leaf = 0; leaf < 2; leaf++)
        {
            yield return new Role
            {
                Name = $"leaf-{top}-{leaf}", Kind = RoleKind.Technical,
                Gives = new([], [], [new($"target-{(top + leaf) % Targets}", $"right-{top}-{leaf}")]),
            };
        }
    }

    private TargetSystem Target(int i) => new()
    {
        Name = $"target-{i}",
        Connector = "null",
        AccountName = new("identity.number"),
        Mappings = [new("uid", "account.name"), new("unit", "identity.unit"), .. Many().Where((_, m) => m % Targets == i).Select(n => new AttributeMapping(n, "identity." + n))],
    };
}
