using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.WorkItems;

namespace Prov.Domain.Auditing;

/// <summary>Writes down what a decision changed: the event's fate, the step in the identity's life, its attributes, each account.</summary>
internal sealed class DecisionAudit
{
    private const string Secret = "(secret)";
    private readonly ImmutableArray<AuditEntry>.Builder _entries = ImmutableArray.CreateBuilder<AuditEntry>();
    private readonly Identity? _before;
    private readonly Identity _after;
    private readonly LifecycleEvent? _event;
    private readonly PolicySnapshot _snapshot;
    private readonly AuditEntry _template;

    private DecisionAudit(Identity? before, Identity after, DecisionOrigin origin, PolicySnapshot snapshot, DateTimeOffset now)
    {
        (_before, _after, _event, _snapshot) = (before, after, origin.Event, snapshot);
        var actor = origin.Event?.Actor ?? origin.Change?.Actor ?? "";
        _template = new AuditEntry
        {
            At = now,
            Tenant = after.Tenant,
            Subject = after.Id,
            IdentityId = after.Id,
            Action = "",
            Actor = actor.Length > 0 ? actor : "prov",
            Cause = origin.Event?.EventId ?? origin.Change?.RequestId ?? (before?.PolicyVersion == snapshot.Version ? "schedule" : Configuration(snapshot)),
        };
    }

    public static ImmutableArray<AuditEntry> Write(
        Identity? before, Identity after, DecisionOrigin origin, ImmutableArray<WorkItemChange> items, PolicySnapshot snapshot,
        DateTimeOffset now)
    {
        if (ReferenceEquals(before, after) && origin.Outcome != EventOutcome.Superseded)
        {
            return [];
        }

        var audit = new DecisionAudit(before, after, origin, snapshot, now);
        audit.AddEvent(origin.Outcome);
        audit.AddIdentity(origin.Outcome);
        foreach (var (action, details) in GrantDifference.Describe(before, after, origin.Change, now).Concat(ConflictDifference.Describe(before, after)))
        {
            audit.Add(action, details);
        }

        audit.AddAccounts();
        audit._entries.AddRange(WorkItemAudit.Entries(items, after.Tenant, after.Id, audit._template.Actor, audit._template.Cause, now));
        return audit._entries.ToImmutable();
    }

    private static string Configuration(PolicySnapshot snapshot) =>
        string.Create(CultureInfo.InvariantCulture, $"configuration/{snapshot.Version}");

    private void AddEvent(EventOutcome? outcome)
    {
        var action = outcome switch
        {
            EventOutcome.Scheduled => AuditActions.EventScheduled,
            EventOutcome.Superseded => AuditActions.EventSuperseded,
            EventOutcome.Held => AuditActions.EventHeld,
            _ => null,
        };
        if (action is null)
        {
            return;
        }

        var details = RecordDetails();
        details["kind"] = _event!.Kind.ToString().ToLowerInvariant();
        Put(details, "sequence", _event.Sequence?.ToString(CultureInfo.InvariantCulture));
        Put(details, "effectiveAt", _event.EffectiveAt is { } instant ? Rfc3339.Format(instant) : null);
        Add(action, details);
    }

    private void AddIdentity(EventOutcome? outcome)
    {
        if (ReferenceEquals(_before, _after))
        {
            return;
        }

        var step = Step();
        if (step is not null)
        {
            AddStep(step);
        }

        // A rehire tells its changed attributes itself; every applied event leaves at least one line.
        var moved = _before is not null && !ReferenceEquals(_before.Attributes, _after.Attributes);
        if ((moved && step != AuditActions.IdentityRehired) || (step is null && _event is not null && outcome == EventOutcome.Applied))
        {
            var details = RecordDetails();
            AddAttributes(details);
            Add(AuditActions.IdentityMoved, details);
        }

        if (_after.State == LifecycleState.Archived && _before?.State != LifecycleState.Archived)
        {
            Add(AuditActions.IdentityArchived, []);
        }
    }

    private void AddStep(string step)
    {
        var details = RecordDetails();
        if (step == AuditActions.IdentityRehired)
        {
            AddAttributes(details);
        }

        details["state"] = _after.State.ToString().ToLowerInvariant();
        details["epoch"] = _after.Epoch.ToString(CultureInfo.InvariantCulture);
        Add(step, details);
    }

    /// <summary>The step in the identity's life; null when it took none.</summary>
    private string? Step()
    {
        var was = _before?.State is LifecycleState.Active or LifecycleState.Suspended;
        var isHere = _after.State is LifecycleState.Active or LifecycleState.Suspended;
        return (was, isHere) switch
        {
            (false, true) => _after.Epoch == 1 ? AuditActions.IdentityJoined : AuditActions.IdentityRehired,
            (true, false) => AuditActions.IdentityLeft,
            (true, true) when _before!.State != _after.State =>
                _after.State == LifecycleState.Suspended ? AuditActions.IdentitySuspended : AuditActions.IdentityResumed,
            (false, false) when _after.State == LifecycleState.Pending && _before?.State != LifecycleState.Pending =>
                AuditActions.IdentityAnnounced,
            (false, false) when _before is null => AuditActions.IdentityLeft,
            (false, false) when _before.State == LifecycleState.Pending && _after.State != LifecycleState.Pending =>
                AuditActions.IdentityLeft,
            _ => null,
        };
    }

    private Dictionary<string, string> RecordDetails()
    {
        var details = new Dictionary<string, string>(4);
        if (_event is not null)
        {
            details["source"] = _event.Source;
            details["sourceKey"] = _event.SourceKey;
        }

        return details;
    }

    private void AddAttributes(Dictionary<string, string> details)
    {
        var before = _before?.Attributes ?? AttributeSet.Empty;
        foreach (var name in AttributeSet.Changed(before, _after.Attributes))
        {
            AddAttribute(details, name, before.GetValueOrDefault(name), _after.Attributes.GetValueOrDefault(name));
        }
    }

    private void AddAttribute(Dictionary<string, string> details, string name, Value before, Value after)
    {
        details[$"{name}.before"] = Shown(name, before);
        details[$"{name}.after"] = Shown(name, after);
    }

    private string Shown(string attribute, Value value)
    {
        if (_snapshot.SecretAttributes.Contains(attribute))
        {
            return value.IsNull ? "" : Secret;
        }

        var text = value.ToString();
        return text.Length <= Limits.AuditValueLengthCharacters ? text : text[..Limits.AuditValueLengthCharacters] + "...";
    }

    private void AddAccounts()
    {
        foreach (var account in _after.Accounts)
        {
            var old = _before?.Accounts.FirstOrDefault(a => a.AccountId == account.AccountId);
            if (!ReferenceEquals(old, account))
            {
                Add(AuditActions.AccountDesired, AccountDifference.Describe(old, account), account.AccountId);
            }
        }
    }

    private static void Put(Dictionary<string, string> details, string name, string? value)
    {
        if (value is not null)
        {
            details[name] = value;
        }
    }

    // A builder adds in place; the immutable dictionary itself would copy its path with every one.
    private ImmutableSortedDictionary<string, string> Sorted(Dictionary<string, string> details)
    {
        var sorted = _template.Details.ToBuilder();
        sorted.AddRange(details);
        return sorted.ToImmutable();
    }

    private void Add(string action, Dictionary<string, string> details, string? subject = null) => _entries.Add(_template with
    {
        Action = action,
        Subject = subject ?? _after.Id,
        Details = details.Count == 0 ? _template.Details : Sorted(details),
    });
}
