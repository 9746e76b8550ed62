using System.Collections.Immutable;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Checks what targets depend on: that it exists, and that none depends on itself in however many steps.</summary>
internal sealed class TargetDependencies(ImmutableArray<TargetSystem> targets, FaultCollector faults)
{
    private readonly Dictionary<string, TargetSystem> _targets =
        targets.DistinctBy(t => t.Name).ToDictionary(t => t.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly List<string> _way = [];

    public void Report()
    {
        foreach (var target in targets)
        {
            faults.RequireAtMost(Limits.DependenciesPerTargetCount, target.DependsOn.Length, $"TargetSystem/{target.Name}", "spec.dependsOn");
            for (var i = 0; i < target.DependsOn.Length; i++)
            {
                if (!_targets.ContainsKey(target.DependsOn[i]))
                {
                    faults.Add(
                        FaultReasons.ReferenceUnknown, $"TargetSystem/{target.Name}", $"spec.dependsOn[{i}]",
                        $"There is no target system '{target.DependsOn[i]}'.");
                }
            }

            Visit(target.Name);
        }
    }

    // The way holds each target once, so it is never longer than there are targets.
    private void Visit(string name)
    {
        if (_done.Contains(name) || !_targets.TryGetValue(name, out var target))
        {
            return;
        }

        var start = _way.IndexOf(name);
        if (start >= 0)
        {
            faults.Add(
                FaultReasons.DependencyCycle, $"TargetSystem/{name}", "spec.dependsOn",
                $"The target depends on itself: {string.Join(" > ", _way.Skip(start).Append(name))}.");
            return;
        }

        if (_way.Count == Limits.DependencyDepthCount)
        {
            faults.Add(
                FaultReasons.TooMany, $"TargetSystem/{name}", "spec.dependsOn",
                $"Targets depend on each other in more than {Limits.DependencyDepthCount} steps.");
            return;
        }

        _way.Add(name);
        foreach (var next in target.DependsOn)
        {
            Visit(next);
        }

        _way.RemoveAt(_way.Count - 1);
        _done.Add(name);
    }
}
