using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.WorkItems;

/// <summary>What a person is to do with one account. Every part can be done twice with the same end.</summary>
public sealed record ManualTask
{
    public required string AccountId { get; init; }

    public required string Target { get; init; }

    public required ManualAction Action { get; init; }

    /// <summary>As the account is called now; of a create, as it is to be called.</summary>
    public required string AccountName { get; init; }

    /// <summary>Change: what it is to be called; null when it keeps its name.</summary>
    public string? NewName { get; init; }

    /// <summary>Whether it is to be enabled; null when that stays as it is.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Where it is to be; null when that stays as it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Value Placement { get; init; }

    /// <summary>Attributes with the values that they are to have, null for none; without secret ones.</summary>
    public ImmutableSortedDictionary<string, Value> Set { get; init; } = AttributeSet.Empty;

    /// <summary>Attributes that change and whose values are shown nowhere; ordered.</summary>
    public ImmutableArray<string> SecretAttributes { get; init; } = [];

    public ImmutableArray<string> Add { get; init; } = [];

    public ImmutableArray<string> Remove { get; init; } = [];

    /// <summary>True when access is taken away: it cannot wait.</summary>
    public bool Urgent { get; init; }

    /// <summary>The item that this one replaces before anybody confirmed it; empty for none.</summary>
    public string Replaces { get; init; } = "";

    /// <summary>The task that carries a plan out.</summary>
    /// <param name="desired">What the account should be.</param>
    /// <param name="observed">What it is taken for; null when it is not there.</param>
    /// <param name="plan">What is to be done: a create, an update or a delete.</param>
    /// <param name="isSecret">Tells the attributes whose values may not be shown.</param>
    public static ManualTask Of(DesiredAccount desired, ObservedAccount? observed, AccountPlan plan, Func<string, bool> isSecret)
    {
        var isCreate = plan.Kind == AccountPlanKind.Create;
        var set = isCreate ? plan.Result!.Attributes : plan.Set;
        var enabled = isCreate ? plan.Result!.Enabled : plan.Enabled;
        return new()
        {
            AccountId = desired.AccountId,
            Target = desired.Target,
            Action = isCreate ? ManualAction.Create : plan.Kind == AccountPlanKind.Delete ? ManualAction.Delete : ManualAction.Change,
            AccountName = isCreate ? plan.Result!.Name : observed?.Name ?? desired.Name,
            NewName = plan.Name,
            Enabled = enabled,
            Placement = isCreate ? plan.Result!.Placement : plan.Placement,
            Set = set.RemoveRange(set.Keys.Where(isSecret)),
            SecretAttributes = [.. set.Keys.Where(isSecret)],
            Add = isCreate ? plan.Result!.Entitlements : plan.Add,
            Remove = plan.Remove,
            Urgent = plan.Kind == AccountPlanKind.Delete || enabled == false || !plan.Remove.IsEmpty || desired.RemovesAccess,
        };
    }
}
