using Prov.Domain.Identities;

namespace Prov.Domain.Tests.Sod;

/// <summary>The store as far as it decides who writes: one row, compare-and-swap by version, one mark per change.</summary>
internal sealed class CasStore
{
    private readonly HashSet<string> _marks = new(StringComparer.Ordinal);

    public Identity? Current { get; private set; }

    public bool Knows(string mark) => _marks.Contains(mark);

    /// <summary>False when another was first.</summary>
    public bool TryCommit(Identity next, bool changed, string mark)
    {
        if (changed && next.Version != (Current?.Version ?? 0))
        {
            return false;
        }

        _marks.Add(mark);
        Current = changed ? next with { Version = next.Version + 1 } : Current;
        return true;
    }
}
