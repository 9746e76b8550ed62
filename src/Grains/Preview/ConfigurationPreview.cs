using System.Collections.Immutable;
using Prov.Domain.Preview;

namespace Prov.Grains.Preview;

/// <summary>What applying a configuration would do to a whole population.</summary>
/// <param name="Summary">The counts, with samples.</param>
/// <param name="Verdicts">What the guard says of each account and right that is taken from somebody.</param>
/// <param name="ConcernsEveryone">Why everyone had to be decided; empty when the attributes told whom the change concerns.</param>
/// <param name="Took">How long it took.</param>
public sealed record ConfigurationPreview(
    PlanSummary Summary, ImmutableArray<RemovalVerdict> Verdicts, string ConcernsEveryone, TimeSpan Took);
