// Placeholder for the decision engine, so that the actors compile: delete this file when the real types land.
using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Policies
{
    public sealed record PolicyCompilation(PolicySnapshot? Snapshot, ImmutableArray<ConfigurationFault> Faults);

    public sealed class PolicySnapshot
    {
        public long Version { get; init; }
        public IEnumerable<string> TargetNames => [];
        public TargetSystem? FindTarget(string name) => null;
        public AuthoritativeSource? FindSource(string name) => null;
        public static PolicyCompilation Compile(ConfigurationSet set, long version) => throw new InvalidOperationException();
    }

    public sealed record DecisionContext(string Tenant, string IdentityId)
    {
        public IReadOnlySet<Reservation> TakenByOthers { get; init; } = ImmutableHashSet<Reservation>.Empty;

        /// <summary>Ids of accounts whose present name is another's at the target: choose a new one.</summary>
        public IReadOnlySet<string> RenameAccounts { get; init; } = ImmutableHashSet<string>.Empty;
    }

    public sealed record Decision
    {
        public required Identity Next { get; init; }
        public bool Changed { get; init; }
        public EventOutcome? Outcome { get; init; }
        public ImmutableArray<DesiredAccount> ChangedAccounts { get; init; } = [];
        public ImmutableArray<Reservation> Reserve { get; init; } = [];
        public ImmutableArray<(Reservation Reservation, DateTimeOffset Until)> Release { get; init; } = [];
        public ImmutableArray<AuditEntry> Audit { get; init; } = [];
    }

    public static class LifecycleDecision
    {
        public static Decision Decide(Identity? current, LifecycleEvent? lifecycleEvent, PolicySnapshot snapshot, DateTimeOffset now, DecisionContext context) =>
            throw new InvalidOperationException();
    }
}

namespace Prov.Domain.Sources
{
    public sealed record EventFault(string Reason, string Path, string Message);

    public static class EventValidation
    {
        public static ImmutableArray<EventFault> Check(LifecycleEvent lifecycleEvent, Policies.PolicySnapshot snapshot, DateTimeOffset now) => throw new InvalidOperationException();
    }
}

namespace Prov.Domain.Accounts
{
    public enum AccountPlanKind { None, Create, Update, Delete }

    public sealed record AccountPlan(AccountPlanKind Kind)
    {
        /// <summary>The account as it will be when the plan is done; null after a delete.</summary>
        public ObservedAccount? Result { get; init; }
        public bool? Enabled { get; init; }
        public string? Name { get; init; }
        public ImmutableSortedDictionary<string, Value> Set { get; init; } = AttributeSet.Empty;
        public ImmutableArray<string> Add { get; init; } = [];
        public ImmutableArray<string> Remove { get; init; } = [];
    }

    public static class AccountPlanner
    {
        public static AccountPlan Plan(DesiredAccount desired, ObservedAccount? observed, TargetSystem target) => throw new InvalidOperationException();
    }

    public static class AccountOwnership
    {
        public static bool IsOurs(DesiredAccount desired, ObservedAccount observed, TargetSystem target) => throw new InvalidOperationException();
    }
}
