using Prov.Domain.Explanations;
using Prov.Domain.Identities;
using Prov.V1;
using Identity = Prov.Domain.Identities.Identity;
using SourceRecord = Prov.Domain.Sources.SourceRecord;

namespace Prov.Silo.Messages;

/// <summary>Identities in messages.</summary>
internal static class IdentityMessages
{
    public static V1.Identity Write(Identity identity, Secrecy secrecy)
    {
        var message = new V1.Identity
        {
            Id = identity.Id,
            State = Write(identity.State),
            Version = identity.Version,
            Epoch = identity.Epoch,
            NextEvaluation = Instants.Write(identity.NextEvaluation),
            ConfigurationVersion = identity.PolicyVersion,
        };
        message.Grants.AddRange(identity.Grants.Select(g => GrantMessages.Write(g, identity.DirectGrants)));
        message.Withheld.AddRange(identity.Withheld.Select(w => ConflictMessages.Write(w, identity.DirectGrants)));
        message.Violations.AddRange(identity.Violations.Select(ConflictMessages.Write));
        Values.Write(message.Attributes, identity.Attributes, secrecy.OfIdentity);
        return message;
    }

    public static V1.SourceRecord Write(SourceRecord record, Secrecy secrecy)
    {
        var message = new V1.SourceRecord
        {
            Source = record.Source,
            SourceKey = record.Key,
            Ended = record.Ended,
            Suspended = record.Suspended,
            Start = Instants.Write(record.Start),
            End = Instants.Write(record.End),
        };
        if (record.Sequence is { } sequence)
        {
            message.Sequence = sequence;
        }

        message.ScheduledEventIds.AddRange(record.Scheduled.Select(e => e.EventId));
        Values.Write(message.Attributes, record.Attributes, secrecy.OfRecord(record.Source));
        return message;
    }

    public static AttributeCandidate Write(string attribute, ExplainedCandidate candidate) => new()
    {
        Attribute = attribute,
        Source = candidate.Provenance.Source,
        SourceKey = candidate.Provenance.SourceKey,
        Value = candidate.Value.IsNull ? null : Values.Write(candidate.Value),
        Reason = candidate.Reason,
    };

    public static V1.Identity.Types.State Write(LifecycleState state) => state switch
    {
        LifecycleState.Pending => V1.Identity.Types.State.Pending,
        LifecycleState.Active => V1.Identity.Types.State.Active,
        LifecycleState.Suspended => V1.Identity.Types.State.Suspended,
        LifecycleState.Terminated => V1.Identity.Types.State.Terminated,
        _ => V1.Identity.Types.State.Archived,
    };
}
