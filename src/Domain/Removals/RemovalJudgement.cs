using System.Collections.Immutable;

namespace Prov.Domain.Removals;

/// <summary>Judges a whole plan, counted before its first write: when one scope has too many removals, all removals of the plan wait.</summary>
public static class RemovalJudgement
{
    private const int ShownScopes = 5;

    /// <summary>The scopes in which the plan goes over its limit, the largest first; empty when it may go on.</summary>
    /// <param name="counts">The plan by scope.</param>
    /// <param name="limitOf">The limit of a scope.</param>
    public static ImmutableArray<RemovalExcess> Judge(IEnumerable<RemovalCount> counts, Func<string, RemovalLimit> limitOf)
    {
        var excesses = ImmutableArray.CreateBuilder<RemovalExcess>();
        foreach (var count in counts)
        {
            // By who is there now: that is fewer than before the window, so that nothing that is under way counts twice.
            var allowed = limitOf(count.Scope).Allowed(count.Population);
            if (count.Planned > 0 && count.Taken > allowed - count.Planned)
            {
                excesses.Add(new(count, allowed));
            }
        }

        excesses.Sort((a, b) => b.Count.Planned.CompareTo(a.Count.Planned));
        return excesses.ToImmutable();
    }

    /// <summary>What was found, for the person who decides.</summary>
    public static string Explain(ImmutableArray<RemovalExcess> excesses)
    {
        var shown = excesses.Take(ShownScopes).Select(Text);
        return string.Join("; ", shown) + (excesses.Length > ShownScopes ? $"; and {excesses.Length - ShownScopes} more" : "") + ".";
    }

    private static string Text(RemovalExcess excess)
    {
        var count = excess.Count;
        var before = count.Taken > 0 ? $" after {count.Taken} within the window" : "";
        return $"{count.Scope}: {count.Planned} of {count.Population} would go{before}, {excess.Allowed} may";
    }
}

/// <summary>A scope in which a plan goes over its limit.</summary>
/// <param name="Count">What was counted.</param>
/// <param name="Allowed">How many may go within the window, those before the plan included.</param>
public sealed record RemovalExcess(RemovalCount Count, long Allowed);
