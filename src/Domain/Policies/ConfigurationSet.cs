using System.Collections.Immutable;
using Prov.Domain.Correlation;
using Prov.Domain.Identities;
using Prov.Domain.Sod;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Policies;

/// <summary>What the administrator wrote, as one whole: never mixed with what is derived from it.</summary>
public sealed record ConfigurationSet
{
    public IdentitySchema Schema { get; init; } = new([]);

    public ImmutableArray<AuthoritativeSource> Sources { get; init; } = [];

    public ImmutableArray<CorrelationRule> CorrelationRules { get; init; } = [];

    public ImmutableArray<TargetSystem> Targets { get; init; } = [];

    public ImmutableArray<BirthrightPolicy> Policies { get; init; } = [];

    public ImmutableArray<Role> Roles { get; init; } = [];

    public ImmutableArray<SodRule> SodRules { get; init; } = [];
}

/// <summary>A fault of a configuration, found before it becomes active.</summary>
/// <param name="Reason">Stable reason, UPPER_SNAKE.</param>
/// <param name="Document">Kind and name, as <c>TargetSystem/directory</c>.</param>
/// <param name="Path">Where in the document, as <c>spec.mappings[2].expression</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record ConfigurationFault(string Reason, string Document, string Path, string Message);
