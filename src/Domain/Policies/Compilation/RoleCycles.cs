namespace Prov.Domain.Policies.Compilation;

/// <summary>Finds roles that include themselves, in however many steps and with whatever values for their parameters.</summary>
internal sealed class RoleCycles(IEnumerable<Role> declared, FaultCollector faults)
{
    private readonly Dictionary<string, Role> _roles = declared.DistinctBy(r => r.Name).ToDictionary(r => r.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly List<string> _way = [];

    /// <summary>True when there is a cycle or a chain that is too deep; each is reported.</summary>
    public bool Report()
    {
        var found = false;
        foreach (var name in _roles.Keys.Order(StringComparer.Ordinal))
        {
            found |= Visit(name);
        }

        return found;
    }

    private bool Visit(string name)
    {
        if (_done.Contains(name) || !_roles.TryGetValue(name, out var role))
        {
            return false;
        }

        var start = _way.IndexOf(name);
        if (start >= 0)
        {
            var cycle = string.Join(" > ", _way.Skip(start).Append(name));
            faults.Add(FaultReasons.RoleCycle, role.Document, "spec.gives.roles", $"The role includes itself: {cycle}.");
            return true;
        }

        if (_way.Count == Limits.RoleDepthCount)
        {
            faults.Add(
                FaultReasons.TooMany, role.Document, "spec.gives.roles",
                $"Roles include roles in more than {Limits.RoleDepthCount} steps.");
            return true;
        }

        _way.Add(name);
        var found = false;
        foreach (var next in role.Gives.AllItems().Where(i => i.Kind == GrantKind.Role).Select(i => RoleReference.NameOf(i.Name)))
        {
            found |= Visit(next);
        }

        _way.RemoveAt(_way.Count - 1);
        _done.Add(name);
        return found;
    }
}
