using System.Collections.Immutable;

namespace Prov.Domain.Policies;

/// <summary>Something that the configuration can give, with every way to it.</summary>
/// <param name="Complete">The grant as it is when all ways are open: shared by all identities for which that holds.</param>
/// <param name="Paths">Ordered by cause.</param>
public sealed record CompiledGrant(Grant Complete, ImmutableArray<GrantPath> Paths)
{
    /// <summary>True when it ends for each identity at another instant: then no grant can be shared.</summary>
    internal bool IsTimed { get; } = Paths.Any(p => !p.Periods.IsEmpty);
}
