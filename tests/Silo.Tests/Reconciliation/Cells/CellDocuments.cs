using Google.Protobuf.WellKnownTypes;
using Prov.Domain.Reconciliation;
using Prov.V1;

namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>The configuration of the cells: a source, and for each target a policy that gives accounts there.</summary>
internal static class CellDocuments
{
    private const string Changes = "crm-changes";

    private static readonly string[] _attributes = ["number", "familyName", "badge", "phone", "place"];

    /// <param name="targets">The targets by name, as their kind declares them.</param>
    /// <param name="attributes">Number, badge and phone at the targets.</param>
    /// <param name="grace">From disabling to deletion, by target.</param>
    public static IEnumerable<ConfigurationDocument> All(
        IReadOnlyDictionary<string, TargetSystem> targets, (string Number, string Badge, string Phone) attributes, Func<string, TimeSpan> grace) =>
    [
        new() { IdentitySchema = new() { Attributes = { _attributes.Select(a => new AttributeDefinition { Name = a, Type = AttributeType.String }) } } },
        Hr(),
        TakenOver(attributes.Phone),
        .. targets.SelectMany(t => new[] { Target(t.Key, t.Value.Clone(), attributes, grace(t.Key)), Policy(t.Key) }),
    ];

    /// <summary>The person of a cell.</summary>
    public static LifecycleEvent Join(Cell cell)
    {
        var join = new LifecycleEvent { Source = "hr", SourceKey = cell.Key, EventId = cell.Key + ":join", Kind = LifecycleEvent.Types.Kind.Join };
        string[] values = [cell.Number, cell.Key, Badge(cell), "1", cell.Target];
        foreach (var (attribute, value) in _attributes.Zip(values))
        {
            join.Attributes[attribute] = new() { StringValue = value };
        }

        return join;
    }

    public static string Badge(Cell cell) => "b-" + cell.Key;

    private static ConfigurationDocument Hr() => new()
    {
        Name = "hr",
        AuthoritativeSource = new()
        {
            Attributes = { _attributes.Select(a => new SourceAttribute { Name = a, Type = AttributeType.String }) },
            Mappings = { _attributes.Select(a => new AttributeMapping { Attribute = a, Expression = "record." + a }) },
            CorrelateBy = { "number", "badge" },
            Guard = new() { MaxLeaveShare = 1, AlwaysAllowed = 1000 },
        },
    };

    /// <summary>The source that is made of what the targets have.</summary>
    private static ConfigurationDocument TakenOver(string phone) => new()
    {
        Name = Changes,
        AuthoritativeSource = new()
        {
            Active = "false",
            Attributes = { new SourceAttribute { Name = phone, Type = AttributeType.String } },
            Mappings = { new AttributeMapping { Attribute = "phone", Expression = "record." + phone, Strength = AttributeMapping.Types.Strength.Strong } },
        },
    };

    private static ConfigurationDocument Target(
        string name, TargetSystem target, (string Number, string Badge, string Phone) attributes, TimeSpan grace)
    {
        target.AccountName = new() { Expression = "identity.familyName" };
        target.Protected = new() { Names = { "protected-*" } };
        target.Deprovisioning = new() { DeleteAfter = Duration.FromTimeSpan(grace) };
        target.Mappings.Add(
        [
            new AttributeMapping { Attribute = attributes.Number, Expression = "identity.number" },
            new AttributeMapping { Attribute = attributes.Badge, Expression = "identity.badge" },
            new AttributeMapping { Attribute = attributes.Phone, Expression = "identity.phone", Strength = AttributeMapping.Types.Strength.Strong },
        ]);
        var chosen = CellTable.At(name).Where(c => c.Action != DecisionTable.Default(c.Situation)).ToList();
        target.Reconciliation = new()
        {
            Actions = { chosen.Select(c => new SituationRule { Situation = Of<V1.Situation>(c.Situation), Action = Of<V1.ReconciliationAction>(c.Action) }) },
            Correlation = new()
            {
                Attributes = { ["number"] = "account.attributes." + attributes.Number, ["badge"] = "account.attributes." + attributes.Badge },
                By = { "number", "badge" },
            },
        };
        if (chosen.Any(c => c.Action == Domain.Reconciliation.ReconciliationAction.SyncBack))
        {
            target.Reconciliation.Source = Changes;
        }

        return new() { Name = name, TargetSystem = target };
    }

    private static ConfigurationDocument Policy(string target) => new()
    {
        Name = "everyone-at-" + target,
        BirthrightPolicy = new() { When = $"identity.place == \"{target}\"", Gives = new() { Accounts = { target } } },
    };

    private static T Of<T>(System.Enum value)
        where T : struct, System.Enum => System.Enum.Parse<T>(value.ToString());
}
