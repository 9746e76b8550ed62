using System.Collections.Immutable;
using System.Text.Json;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Preview;

/// <summary>
/// Compares two configurations document by document. What it does not know to be harmless concerns everyone: documents are compared by
/// all that they say, so that a field that comes later is never passed over.
/// </summary>
internal sealed class ConfigurationComparison(ConfigurationChange change)
{
    private readonly ConfigurationSet _before = change.Before.Configuration;
    private readonly ConfigurationSet _after = change.After.Configuration;
    private readonly HashSet<ConditionChange> _conditions = [];
    private readonly List<MappingChange> _mappings = [];

    public void Run()
    {
        if (Text(Rest(_before)) != Text(Rest(_after)))
        {
            change.ConcernsEveryone = "IdentitySchema and AuthoritativeSource";
            return;
        }

        CompareTargets();
        ComparePolicies();
        change.ConcernsOwnGrants = !change.AddedTargets.IsEmpty || Text(_before.Roles) != Text(_after.Roles);
        (change.Conditions, change.Mappings) = ([.. _conditions], [.. _mappings]);
        change.ConcernsEveryone ??= HiddenInput();
    }

    /// <summary>Whether something is read that a scan of the attributes does not see.</summary>
    private string? HiddenInput() => change.Inputs.FirstOrDefault(i => i is "identity" or "identity.startsAt" or "identity.endsAt"
        || change.Before.SecretAttributes.Contains(AttributeOf(i))
        || change.After.SecretAttributes.Contains(AttributeOf(i)));

    private static string AttributeOf(string input) => input[(input.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static ConfigurationSet Rest(ConfigurationSet set) => set with { Policies = [], Roles = [], Targets = [] };

    private static string Text<T>(T document) => JsonSerializer.Serialize(document);

    private void CompareTargets()
    {
        var before = _before.Targets.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var after = _after.Targets.ToDictionary(t => t.Name, StringComparer.Ordinal);
        change.AddedTargets = [.. after.Keys.Except(before.Keys).Order(StringComparer.Ordinal)];
        if (before.Keys.Except(after.Keys).FirstOrDefault() is { } removed)
        {
            change.ConcernsEveryone = "TargetSystem/" + removed;
        }

        foreach (var (name, target) in after)
        {
            if (before.TryGetValue(name, out var old) && Text(old) != Text(target))
            {
                CompareTarget(old, target);
            }
        }
    }

    /// <summary>How a target is reached and how much it can bear changes nobody's answer; what its mappings give can.</summary>
    private void CompareTarget(TargetSystem old, TargetSystem target)
    {
        if (Text(Core(old)) != Text(Core(target)))
        {
            change.ConcernsEveryone = "TargetSystem/" + target.Name;
            return;
        }

        var before = change.Before.Targets[target.Name].Attributes.ToDictionary(m => m.Name, StringComparer.Ordinal);
        var after = change.After.Targets[target.Name].Attributes.ToDictionary(m => m.Name, StringComparer.Ordinal);
        foreach (var attribute in before.Keys.Union(after.Keys))
        {
            CompareAttribute(before.GetValueOrDefault(attribute), after.GetValueOrDefault(attribute), target.Name);
        }
    }

    private void CompareAttribute(CompiledAttribute? before, CompiledAttribute? after, string target)
    {
        if (Declared(before) == Declared(after))
        {
            return;
        }

        // What reads the account cannot be run without it, and what says more than one expression is not ours to judge.
        if (IsPlain(before) && IsPlain(after) && (before is null || after is null || Core(before.Mappings[0]) == Core(after.Mappings[0])))
        {
            _mappings.Add(new(before?.Mappings[0], after?.Mappings[0]));
        }
        else
        {
            change.ConcernsEveryone = "TargetSystem/" + target;
        }
    }

    private static string Declared(CompiledAttribute? attribute) => Text(attribute?.Mappings.Select(m => m.Declaration) ?? []);

    private static bool IsPlain(CompiledAttribute? attribute) => attribute is null
        || (attribute.Mappings is [{ IsConditional: false } only]
            && !only.Expression.Inputs.Any(i => i.StartsWith("account", StringComparison.Ordinal)));

    private static TargetSystem Core(TargetSystem target) => target with
    {
        Mappings = [], Settings = ImmutableSortedDictionary<string, string>.Empty, Connector = "", Limits = new(),
    };

    private static AttributeMapping Core(CompiledMapping mapping) =>
        mapping.Declaration with { Expression = "", Strength = MappingStrength.Normal, Secret = false };

    private void ComparePolicies()
    {
        var (before, after) = (new PolicyReach(change.Before), new PolicyReach(change.After));
        foreach (var name in before.Policies.Union(after.Policies, StringComparer.Ordinal))
        {
            var (old, next) = (before.Of(name), after.Of(name));
            if (old is null || next is null || old.Content != next.Content)
            {
                _conditions.Add(new(old?.Condition, next?.Condition, OnlyWhen: false));
                continue;
            }

            AddIfDiffers(old.Condition, next.Condition);
            foreach (var (role, condition) in old.RoleConditions)
            {
                AddIfDiffers(condition, next.RoleConditions[role]);
            }
        }
    }

    private void AddIfDiffers(CompiledCondition before, CompiledCondition after)
    {
        if (before.Expression.Text != after.Expression.Text)
        {
            _conditions.Add(new(before, after, OnlyWhen: true));
        }
    }
}
