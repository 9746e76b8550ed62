using System.Collections.Immutable;

namespace Prov.Domain.Policies.Compilation;

/// <summary>
/// Puts beside the declared roles those that come of roles with parameters, one for each set of values that some policy or role names: from
/// there on they are roles like all others. To be asked only when no role includes itself.
/// </summary>
internal sealed class RoleExpansion(ConfigurationSet configuration, FaultCollector faults)
{
    private readonly Dictionary<string, Role> _declared =
        configuration.Roles.DistinctBy(r => r.Name).ToDictionary(r => r.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, Role> _instances = new(StringComparer.Ordinal);
    private readonly Queue<Role> _new = new();

    /// <summary>The configuration with all roles that it names.</summary>
    public ConfigurationSet Run()
    {
        if (configuration.Roles.All(r => r.Parameters.IsEmpty) && !AllReferences().Any(r => r.Contains('(', StringComparison.Ordinal)))
        {
            return configuration;
        }

        foreach (var policy in configuration.Policies)
        {
            Follow(policy.Gives, $"BirthrightPolicy/{policy.Name}", []);
        }

        foreach (var role in configuration.Roles)
        {
            CheckPlaces(role);
            Follow(role.Gives, role.Document, role.Parameters);
        }

        while (_new.TryDequeue(out var instance) && _instances.Count <= Limits.RoleInstancesCount)
        {
            Follow(instance.Gives, instance.Document, []);
        }

        faults.RequireAtMost(Limits.RoleInstancesCount, _instances.Count, "Role", "spec.parameters");
        return configuration with
        {
            Policies = [.. configuration.Policies.Select(p => p with { Gives = RoleInstance.Canonical(p.Gives) })],
            Roles = [.. configuration.Roles.Select(r => r with { Gives = RoleInstance.Canonical(r.Gives) }), .. _instances.Values],
        };
    }

    private IEnumerable<string> AllReferences() => configuration.Policies.Select(p => p.Gives).Concat(configuration.Roles.Select(r => r.Gives))
        .SelectMany(c => c.AllItems()).Where(i => i.Kind == GrantKind.Role).Select(i => i.Name);

    private void Follow(PolicyContent content, string document, ImmutableArray<string> parameters)
    {
        for (var i = 0; i < content.Roles.Length; i++)
        {
            Follow(content.Roles[i], document, $"spec.gives.roles[{i}]", parameters);
        }

        for (var i = 0; i < content.Items.Length; i++)
        {
            if (content.Items[i].Kind == GrantKind.Role)
            {
                Follow(content.Items[i].Name, document, $"spec.gives.items[{i}].role", parameters);
            }
        }
    }

    private void Follow(string text, string document, string path, ImmutableArray<string> parameters)
    {
        if (RoleReference.Parse(text) is not { } reference)
        {
            faults.Add(
                FaultReasons.NameInvalid, document, path,
                $"'{text}' names no role. Write its name, with parameters name(parameter=value, ...); a value has 1 to {Limits.RoleValueLengthCharacters} characters, none of ( ) , = >.");
        }
        else if (_declared.TryGetValue(reference.Name, out var role) && Fits(role, reference, document, path)
            && !role.Parameters.IsEmpty && parameters.IsEmpty)
        {
            var instance = RoleInstance.Of(role, reference);
            if (_instances.TryAdd(instance.Name, instance))
            {
                _new.Enqueue(instance);
            }
        }
    }

    private bool Fits(Role role, RoleReference reference, string document, string path)
    {
        var fits = reference.Values.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(role.Parameters);
        if (!fits)
        {
            var takes = role.Parameters.IsEmpty ? "no parameters" : $"these parameters, no more and no fewer: {string.Join(", ", role.Parameters)}";
            faults.Add(FaultReasons.ParameterMismatch, document, path, $"{role.Document} takes {takes}.");
        }

        return fits;
    }

    private void CheckPlaces(Role role)
    {
        faults.RequireAtMost(Limits.RoleParametersCount, role.Parameters.Length, role.Document, "spec.parameters");
        for (var i = 0; i < role.Parameters.Length; i++)
        {
            NameCheck.Attribute(role.Parameters[i], role.Document, $"spec.parameters[{i}]", faults);
            if (role.Parameters.IndexOf(role.Parameters[i]) < i)
            {
                faults.Add(FaultReasons.NameDuplicate, role.Document, $"spec.parameters[{i}]", $"The role has the parameter '{role.Parameters[i]}' already.");
            }
        }

        if (role.Parameters.IsEmpty)
        {
            return;
        }

        foreach (var item in role.Gives.AllItems())
        {
            foreach (var place in RoleInstance.PlacesIn(item.Name + item.Intent).Except(role.Parameters))
            {
                faults.Add(FaultReasons.ReferenceUnknown, role.Document, "spec.gives", $"'{{{place}}}' names no parameter of the role.");
            }
        }
    }
}
