using System.Collections.Immutable;

namespace Prov.Domain.Policies;

/// <summary>The outcome of a compilation: a snapshot, or every fault that stands in its way.</summary>
/// <param name="Snapshot">Null when there is any fault.</param>
/// <param name="Faults">In the order of the documents.</param>
public sealed record PolicyCompilation(PolicySnapshot? Snapshot, ImmutableArray<ConfigurationFault> Faults)
{
    /// <summary>What is allowed, but hardly meant.</summary>
    public ImmutableArray<ConfigurationFault> Warnings { get; init; } = [];
}
