using System.Collections.Immutable;
using Prov.Domain.Sod;

namespace Prov.Domain.Policies;

/// <summary>What one identity is given.</summary>
/// <param name="Grants">What it holds, ordered by <see cref="GrantKey"/>.</param>
/// <param name="Withheld">What it would hold but for a conflict.</param>
/// <param name="Violations">The rules that are or would be violated, by name.</param>
/// <param name="Periods">Since when what is given for a time has been given.</param>
internal readonly record struct GrantDecision(
    ImmutableArray<Grant> Grants, ImmutableArray<WithheldGrant> Withheld, ImmutableArray<SodViolation> Violations, ImmutableArray<BegunPeriod> Periods);
