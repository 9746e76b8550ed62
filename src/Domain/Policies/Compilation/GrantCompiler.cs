using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Follows every policy through its roles down to what it gives, once per configuration instead of once per identity.</summary>
/// <param name="configuration">With all roles that it names.</param>
/// <param name="environment">Of conditions.</param>
/// <param name="isAcyclic">True when no role includes itself.</param>
/// <param name="faults">Takes the faults.</param>
internal sealed class GrantCompiler(ConfigurationSet configuration, ExpressionEnvironment environment, bool isAcyclic, FaultCollector faults)
{
    private readonly Dictionary<string, Role> _roles =
        configuration.Roles.DistinctBy(r => r.Name).ToDictionary(r => r.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _targets = configuration.Targets.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
    private readonly ImmutableArray<CompiledCondition>.Builder _conditions = ImmutableArray.CreateBuilder<CompiledCondition>();
    private readonly Dictionary<string, int> _roleConditions = new(StringComparer.Ordinal);
    private readonly Dictionary<GrantKey, List<GrantPath>> _paths = [];
    private int _pathCount;

    public ImmutableArray<CompiledCondition> Conditions => _conditions.ToImmutable();

    public ImmutableArray<CompiledGrant> Grants { get; private set; } = [];

    public IEnumerable<CompiledRole> Roles =>
        _roles.Values.Select(r => new CompiledRole(r, _roleConditions.TryGetValue(r.Name, out var condition) ? condition : null));

    public ILookup<string, string> EntitlementsByTarget() =>
        AllContents().SelectMany(c => c.AllItems()).Where(i => i.Kind == GrantKind.Entitlement)
            .ToLookup(i => i.Target, i => i.Name, StringComparer.Ordinal);

    public void Compile()
    {
        foreach (var role in configuration.Roles)
        {
            CheckContent(role.Gives, role.Document);
            if (role.When is not null)
            {
                _roleConditions[role.Name] = Condition(role.When, role.Document);
            }
        }

        foreach (var policy in configuration.Policies)
        {
            var document = $"BirthrightPolicy/{policy.Name}";
            CheckContent(policy.Gives, document);
            var condition = Condition(policy.When, document);
            if (isAcyclic)
            {
                Follow(policy.Gives, new GrantPath([condition], document));
            }
        }

        faults.RequireAtMost(Limits.GrantPathsCount, _pathCount, "BirthrightPolicy", "spec.gives");
        Grants = [.. _paths.OrderBy(p => p.Key).Select(p => Grant(p.Key, p.Value))];
    }

    private static CompiledGrant Grant(GrantKey key, List<GrantPath> paths)
    {
        ImmutableArray<GrantPath> ordered = [.. paths.OrderBy(p => p.Cause, StringComparer.Ordinal)];
        ImmutableArray<string> causes = [.. ordered.Select(p => p.Cause).Distinct(StringComparer.Ordinal)];
        return new(
            new Grant(key.Kind, key.Target, key.Name, causes)
            {
                Intent = key.Intent,
                ValidUntil = ordered.Any(p => p.ValidUntil is null) ? null : ordered.Max(p => p.ValidUntil),
                RemoveAfter = ordered.Max(p => p.RemoveAfter),
            },
            ordered);
    }

    private void Follow(PolicyContent content, GrantPath from)
    {
        foreach (var item in content.AllItems().Distinct())
        {
            var way = from.Through(item);
            if (item.Kind == GrantKind.Role)
            {
                FollowRole(item.Name, way);
                continue;
            }

            if (item.Kind == GrantKind.Entitlement)
            {
                Add(new(GrantKind.Account, item.Target, item.Intent ?? Accounts.DesiredAccount.DefaultIntent, null), way);
            }

            Add(new(item.Kind, item.Target, item.Name, item.Intent), way);
        }
    }

    private void FollowRole(string name, GrantPath way)
    {
        if (_roles.TryGetValue(name, out var role) && _pathCount <= Limits.GrantPathsCount)
        {
            var inner = _roleConditions.TryGetValue(name, out var condition) ? way with { Conditions = way.Conditions.Add(condition) } : way;
            Add(new(GrantKind.Role, "", name, null), inner);
            Follow(role.Gives, inner with { Cause = $"{way.Cause} > {role.Document}", Roles = way.Roles.Add(name) });
        }
    }

    private void Add(GrantKey key, GrantPath way)
    {
        _pathCount++;
        if (!_paths.TryGetValue(key, out var paths))
        {
            _paths[key] = paths = [];
        }

        // Several rights in one target give its account by the same way, one after the other.
        if (paths.Count == 0 || !paths[^1].IsAs(way))
        {
            paths.Add(way);
        }
    }

    private int Condition(string text, string document)
    {
        var expression = new MappingCompiler(document, environment, faults).Expression(text, "spec.when", ExpressionType.Bool);
        if (expression is null)
        {
            // The configuration is refused anyway; the number only has to be in no one's way until then.
            return -1;
        }

        _conditions.Add(new(document, expression));
        return _conditions.Count - 1;
    }

    private void CheckContent(PolicyContent content, string document)
    {
        var count = content.Roles.Length + content.Accounts.Length + content.Entitlements.Length + content.Items.Length;
        faults.RequireAtMost(Limits.ContentPerDocumentCount, count, document, "spec.gives");
        for (var i = 0; i < content.Roles.Length; i++)
        {
            Require(_roles.ContainsKey(RoleReference.NameOf(content.Roles[i])), "role", content.Roles[i], document, $"spec.gives.roles[{i}]");
        }

        for (var i = 0; i < content.Accounts.Length; i++)
        {
            Require(_targets.Contains(content.Accounts[i]), "target system", content.Accounts[i], document, $"spec.gives.accounts[{i}]");
        }

        for (var i = 0; i < content.Entitlements.Length; i++)
        {
            var (target, entitlement) = content.Entitlements[i];
            var path = $"spec.gives.entitlements[{i}]";
            Require(_targets.Contains(target), "target system", target, document, $"{path}.target");
            NameCheck.Foreign(entitlement, Limits.EntitlementLengthCharacters, document, $"{path}.entitlement", faults);
        }

        for (var i = 0; i < content.Items.Length; i++)
        {
            CheckItem(content.Items[i], document, $"spec.gives.items[{i}]");
        }
    }

    private void CheckItem(PolicyItem item, string document, string path)
    {
        if (item.Kind == GrantKind.Role)
        {
            Require(_roles.ContainsKey(RoleReference.NameOf(item.Name)), "role", item.Name, document, $"{path}.role");
        }
        else
        {
            Require(_targets.Contains(item.Target), "target system", item.Target, document, path);
            NameCheck.Foreign(
                item.Name, item.Kind == GrantKind.Account ? Limits.NameLengthCharacters : Limits.EntitlementLengthCharacters, document, path, faults);
            NameCheck.Foreign(item.Intent ?? "none", Limits.NameLengthCharacters, document, $"{path}.intent", faults);
        }

        faults.RequirePeriod(item.ValidFor, document, $"{path}.validFor");
        faults.RequirePeriod(item.RemoveAfter, document, $"{path}.removeAfter");
        if (item.ValidUntil <= item.ValidFrom)
        {
            faults.Add(FaultReasons.ValueOutOfRange, document, $"{path}.validUntil", "The end has to come after the start.");
        }
    }

    private void Require(bool known, string kind, string name, string document, string path)
    {
        if (!known)
        {
            faults.Add(FaultReasons.ReferenceUnknown, document, path, $"There is no {kind} '{name}'.");
        }
    }

    private IEnumerable<PolicyContent> AllContents() =>
        configuration.Policies.Select(p => p.Gives).Concat(configuration.Roles.Select(r => r.Gives));
}
