using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Identities;

/// <summary>What a decision was asked for; neither of both when only time or configuration moved on.</summary>
internal readonly record struct DecisionOrigin(LifecycleEvent? Event, GrantChange? Change, EventOutcome? Outcome);
