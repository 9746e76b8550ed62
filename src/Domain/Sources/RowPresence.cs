using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Sources;

/// <summary>Whether a feed row says that its person is, or will be, here: what the mass-change guard counts before anything is written.</summary>
public static class RowPresence
{
    /// <param name="source">The row's source.</param>
    /// <param name="attributes">The row's attributes.</param>
    /// <param name="now">The instant of the import.</param>
    public static bool IsHere(CompiledSource source, ImmutableSortedDictionary<string, Value> attributes, DateTimeOffset now)
    {
        var end = CivilDates.End(source.Declaration, attributes);
        return !(end <= now)
            && !(end <= CivilDates.Start(source.Declaration, attributes))
            && (source.Active is null || source.Active.Evaluate(Value.From(attributes)).IsTrue);
    }
}
