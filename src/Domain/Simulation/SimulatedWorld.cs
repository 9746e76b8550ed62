using System.Collections.Immutable;
using System.Text.Json;
using Prov.Domain.Accounts;
using Prov.Domain.Correlation;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.WorkItems;

namespace Prov.Domain.Simulation;

/// <summary>
/// A whole installation in memory: identities, reservations, targets and a clock, moved by the same decisions as in earnest. For tests
/// of policies; nothing in it is durable, concurrent or slow.
/// </summary>
/// <param name="now">Where its clock begins.</param>
public sealed class SimulatedWorld(DateTimeOffset now)
{
    /// <summary>The tenant of everything in it.</summary>
    public const string Tenant = "simulated";

    private readonly SortedDictionary<string, Identity> _identities = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Source, string EventId), (string Event, EventReceipt Receipt)> _events = [];
    private readonly SimulatedReservations _reservations = new();
    private readonly SimulatedAccounts _accounts = new();
    private readonly SimulatedCorrelation _correlation = new();
    private readonly SimulatedWorkItems _workItems = new();

    public DateTimeOffset Now { get; private set; } = now;

    /// <summary>The configuration in force.</summary>
    public PolicySnapshot Snapshot { get; private set; } = PolicySnapshot.Empty;

    /// <summary>Every identity, by id.</summary>
    public IEnumerable<Identity> Identities => _identities.Values;

    /// <summary>The identity that a record belongs to; null when there is none.</summary>
    public Identity? Find(string source, string key) =>
        _identities.Values.FirstOrDefault(i => i.Records.Any(r => r.Source == source && r.Key == key));

    /// <summary>What is known of an account; null before the first attempt at it.</summary>
    public Account? FindAccount(string accountId) => _accounts.Find(accountId);

    /// <summary>Open work items about a subject.</summary>
    public IEnumerable<WorkItem> OpenWorkItems(string subject) => _workItems.Open.Where(i => i.Subject == subject);

    /// <summary>A target's accounts.</summary>
    public SimulatedTarget Target(string name) => _accounts.Target(name);

    /// <summary>Takes an event in and carries its effects out.</summary>
    /// <returns>The receipt, or why the event is refused.</returns>
    public (EventReceipt? Receipt, ImmutableArray<EventFault> Faults) Submit(LifecycleEvent lifecycleEvent)
    {
        lifecycleEvent = lifecycleEvent with { Tenant = Tenant };
        var faults = EventValidation.Check(lifecycleEvent, Snapshot, Now);
        if (!faults.IsEmpty)
        {
            return (null, faults);
        }

        var (id, text) = ((lifecycleEvent.Source, lifecycleEvent.EventId), JsonSerializer.Serialize(lifecycleEvent));
        if (_events.TryGetValue(id, out var first))
        {
            return first.Event == text
                ? (first.Receipt with { Repeated = true }, [])
                : (null, [new("EVENT_ID_REUSED", "event_id", "Another event of this source was accepted under this id.")]);
        }

        if (Snapshot.FindCorrelationRule(lifecycleEvent.Source) is { } rule && Find(lifecycleEvent.Source, lifecycleEvent.SourceKey) is null)
        {
            return Correlate(lifecycleEvent, rule);
        }

        return SubmitTo(OwnerOf(lifecycleEvent), lifecycleEvent);
    }

    private (EventReceipt? Receipt, ImmutableArray<EventFault> Faults) Correlate(LifecycleEvent lifecycleEvent, CompiledCorrelationRule rule)
    {
        var (events, identityId, refusal) = _correlation.Take(lifecycleEvent, (whole, record) => Judge(whole, record, rule), Snapshot, Now);
        if (refusal is not null)
        {
            return (null, [refusal]);
        }

        (EventReceipt? Receipt, ImmutableArray<EventFault> Faults) answer = (new(lifecycleEvent.EventId, "", EventOutcome.Waiting, 0, Repeated: false), []);
        var owner = identityId.Length > 0 ? identityId : IdentityId.For(Tenant, lifecycleEvent.Source, lifecycleEvent.SourceKey);
        foreach (var next in events)
        {
            answer = SubmitTo(owner, next);
        }

        if (answer.Receipt is { } receipt)
        {
            _events[(lifecycleEvent.Source, lifecycleEvent.EventId)] = (JsonSerializer.Serialize(lifecycleEvent), receipt);
        }

        return answer;
    }

    private MatchVerdict Judge(LifecycleEvent whole, SourceRecord record, CompiledCorrelationRule rule)
    {
        var attributes = MatchDecision.AttributesOf(record, Snapshot, Now);
        var owner = CorrelationDecision.Keys(whole, Snapshot).Skip(1).Select(k => _reservations.Holder(k, Now)).FirstOrDefault(o => o is not null);
        if (owner is not null)
        {
            return MatchDecision.OfExact(attributes, _identities[owner], rule);
        }

        var keys = rule.Keys(attributes).ToHashSet(StringComparer.Ordinal);
        var candidates = _identities.Values.Where(i => rule.Keys(i.Attributes).Any(keys.Contains));
        return MatchDecision.Decide(attributes, whole.Source, candidates, cut: false, rule, Now);
    }

    private (EventReceipt? Receipt, ImmutableArray<EventFault> Faults) SubmitTo(string owner, LifecycleEvent lifecycleEvent)
    {
        var decision = Decide(
            owner, context => LifecycleDecision.Decide(_identities.GetValueOrDefault(owner), lifecycleEvent, Snapshot, Now, context));
        if (decision.Refusal is { } refusal)
        {
            return (null, [refusal]);
        }

        var receipt = new EventReceipt(
            lifecycleEvent.EventId, decision.Next.Id, decision.Outcome ?? EventOutcome.Unchanged, decision.Next.Version, Repeated: false);
        _events[(lifecycleEvent.Source, lifecycleEvent.EventId)] = (JsonSerializer.Serialize(lifecycleEvent), receipt);
        RetryFailed();
        return (receipt, []);
    }

    /// <summary>Changes what an identity is given by name.</summary>
    /// <returns>Why the change is refused; empty when it is carried out.</returns>
    public ImmutableArray<EventFault> Change(GrantChange change)
    {
        var faults = GrantValidation.Check(change, Snapshot, Now);
        if (!faults.IsEmpty)
        {
            return faults;
        }

        var decision = Decide(
            change.IdentityId,
            context => LifecycleDecision.DecideGrantChange(_identities[change.IdentityId], change, Snapshot, Now, context));
        RetryFailed();
        return decision.Refusal is { } refusal ? [refusal] : [];
    }

    /// <summary>Moves the clock; what falls due on the way happens at its own instant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies in the past.</exception>
    public void MoveTo(DateTimeOffset instant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instant, Now);
        while (_identities.Values.Min(i => i.NextEvaluation) is { } due && due <= instant)
        {
            Now = due > Now ? due : Now;
            foreach (var identity in _identities.Values.Where(i => i.NextEvaluation <= due).ToArray())
            {
                if (Evaluate(identity.Id).Next.NextEvaluation <= due)
                {
                    throw new InvalidOperationException("An identity stays due after its evaluation.");
                }
            }
        }

        Now = instant;
        RetryFailed();
    }

    /// <summary>Makes a configuration the one in force and decides everyone again.</summary>
    public void Configure(PolicySnapshot snapshot)
    {
        Snapshot = snapshot;
        foreach (var id in _identities.Keys.ToArray())
        {
            Evaluate(id);
        }

        RetryFailed();
    }

    private void RetryFailed()
    {
        foreach (var account in _identities.Values.SelectMany(i => i.Accounts).Where(IsBehind).ToArray())
        {
            Converge(account);
        }
    }

    private bool IsBehind(DesiredAccount account) => _accounts.Find(account.AccountId)?.AppliedGeneration != account.Generation;

    private string OwnerOf(LifecycleEvent lifecycleEvent) =>
        CorrelationDecision.Keys(lifecycleEvent, Snapshot).Select(k => _reservations.Holder(k, Now)).FirstOrDefault(owner => owner is not null)
        ?? IdentityId.For(Tenant, lifecycleEvent.Source, lifecycleEvent.SourceKey);

    private Decision Evaluate(string identityId, ImmutableHashSet<string>? rename = null) => Decide(
        identityId,
        context => LifecycleDecision.Decide(_identities[identityId], null, Snapshot, Now, context with { RenameAccounts = rename ?? [] }));

    /// <summary>Decides until no wished value is another's, and carries the decision out.</summary>
    private Decision Decide(string identityId, Func<DecisionContext, Decision> decide)
    {
        var taken = new HashSet<Reservation>();
        while (true)
        {
            var decision = decide(new DecisionContext(Tenant, identityId) { TakenByOthers = taken });
            var conflicts = decision.Reserve.Where(r => _reservations.Holder(r, Now) is { } owner && owner != identityId).ToArray();
            if (conflicts.Length == 0 || !conflicts.Any(taken.Add))
            {
                return decision.Refusal is null ? Commit(decision) : decision;
            }
        }
    }

    private Decision Commit(Decision decision)
    {
        if (!decision.Changed)
        {
            return decision;
        }

        var saved = decision with { Next = decision.Next with { Version = decision.Next.Version + 1 } };
        _identities[saved.Next.Id] = saved.Next;
        _reservations.Take(saved);
        _workItems.Take(saved.WorkItems, Now);
        foreach (var account in saved.ChangedAccounts)
        {
            Converge(account);
        }

        return saved;
    }

    private void Converge(DesiredAccount desired)
    {
        if (_accounts.Converge(desired, Snapshot).Status == AccountStatus.NameTaken)
        {
            Evaluate(desired.IdentityId, [desired.AccountId]);
        }
    }
}
