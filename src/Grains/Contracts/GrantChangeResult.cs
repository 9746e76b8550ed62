using System.Collections.Immutable;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Grains.Contracts;

/// <summary>What became of a change of direct grants: a receipt or a refusal.</summary>
[GenerateSerializer, Alias("prov.GrantChangeResult"), Immutable]
public sealed record GrantChangeResult
{
    /// <summary>The change was accepted and committed, or would be.</summary>
    [Id(0)] public EventReceipt? Receipt { get; init; }

    /// <summary>The change was refused; nothing was written.</summary>
    [Id(1)] public ImmutableFaults? Refusal { get; init; }

    /// <summary>The direct grant after the change; null when it is gone.</summary>
    [Id(2)] public DirectGrant? Grant { get; init; }

    /// <summary>What the identity holds now that it did not hold before; empty for a repeat.</summary>
    [Id(3)] public ImmutableArray<Grant> Gained { get; init; } = [];

    /// <summary>What the identity held before and holds no more; empty for a repeat.</summary>
    [Id(4)] public ImmutableArray<Grant> Lost { get; init; } = [];

    /// <summary>Accounts with a new generation; 0 for a repeat.</summary>
    [Id(5)] public int AccountsChanged { get; init; }

    /// <summary>What the identity is given by name, before the change or after it; empty for a repeat.</summary>
    [Id(6)] public ImmutableArray<DirectGrant> DirectGrants { get; init; } = [];
}
