using Prov.Domain.Removals;

namespace Prov.Domain.Sources;

/// <summary>Judges whether a run's changes are too many to be meant.</summary>
public static class MassChange
{
    /// <summary>The limit of a scope of a source: see <see cref="RemovalScope"/>.</summary>
    public static RemovalLimit LimitOf(string scope, AuthoritativeSource source) =>
        scope == RemovalScope.OfSource(source.Name) ? source.Guard.Limit : source.Guard.CohortLimit;

    /// <summary>What the guard says of leaves of a source; empty when they may go on.</summary>
    /// <param name="counts">The leaves by scope.</param>
    /// <param name="source">The source.</param>
    public static string Judge(IEnumerable<RemovalCount> counts, AuthoritativeSource source)
    {
        var excesses = RemovalJudgement.Judge(counts, s => LimitOf(s, source));
        return excesses.IsEmpty ? "" : RemovalJudgement.Explain(excesses) + " Check the source, then release what is held or drop it.";
    }

    /// <summary>True when so many rows are bad that the whole run is refused.</summary>
    public static bool IsRefused(long badRows, long rows, MassChangeGuard guard) => badRows > 0 && badRows > rows * guard.MaxBadRowShare;
}
