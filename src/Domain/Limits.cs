namespace Prov.Domain;

/// <summary>Every limit of an input, with its unit last. What lies beyond is refused with a reason of its own.</summary>
public static class Limits
{
    // Events.

    public const int TenantLengthCharacters = 64;

    public const int SourceKeyLengthCharacters = 256;

    public const int EventIdLengthCharacters = 256;

    public const int ActorLengthCharacters = 256;

    public const int ContentDigestLengthCharacters = 64;

    public const int AttributesPerEventCount = 200;

    public const int ValuesPerAttributeCount = 1_000;

    /// <summary>Longest text or binary value of an attribute.</summary>
    public const int ValueLengthCharacters = 65_536;

    /// <summary>All attributes of one event together: texts in characters, other values as 8 each.</summary>
    public const int EventLengthCharacters = 262_144;

    /// <summary>No event takes effect before this year.</summary>
    public const int EarliestEffectYear = 1900;

    // Identities.

    /// <summary>What one identity is given by name.</summary>
    public const int DirectGrantsPerIdentityCount = 1_000;

    /// <summary>The words in which a giver says why.</summary>
    public const int GrantReasonLengthCharacters = 1_024;

    public const int RecordsPerIdentityCount = 50;

    /// <summary>Changes of one record that wait for their instant.</summary>
    public const int ScheduledPerRecordCount = 100;

    public const int ReservationKeyLengthCharacters = 512;

    // The mass-change guard.

    /// <summary>Longest time for which removals count.</summary>
    public static readonly TimeSpan GuardWindow = TimeSpan.FromDays(31);

    /// <summary>Identity attributes by which one source's leaves are counted.</summary>
    public const int GuardCohortsCount = 5;

    /// <summary>Snapshots in which a record must be missing before that is a leave.</summary>
    public const int AbsentSnapshotsCount = 100;

    /// <summary>Refusals in a row after which an account is in quarantine.</summary>
    public const int RefusalsUntilQuarantine = 5;

    /// <summary>Accounts that a person has tried again in one call.</summary>
    public const int RetriedAccountsCount = 1_000;

    // Work items.

    /// <summary>Events of one record that wait for a person's decision.</summary>
    public const int EventsPerWorkItemCount = 100;

    public const int CandidatesPerWorkItemCount = 20;

    public const int WorkItemOwnerLengthCharacters = 256;

    public const int WorkItemCommentLengthCharacters = 1_024;

    /// <summary>What shows that something was done by hand.</summary>
    public const int WorkItemEvidenceLengthCharacters = 1_024;

    /// <summary>Attribute values in audit entries are cut to this.</summary>
    public const int AuditValueLengthCharacters = 1_024;

    /// <summary>Numbers tried behind a wished account name.</summary>
    public const int NameCandidatesCount = 10_000;

    // Configuration.

    /// <summary>Documents of one kind.</summary>
    public const int DocumentsPerKindCount = 5_000;

    public const int NameLengthCharacters = 64;

    public const int SchemaAttributesCount = 200;

    /// <summary>Sources that the rules of one attribute's authority name.</summary>
    public const int AuthorityRulesCount = 20;

    public const int SourceAttributesCount = 500;

    public const int SourceAttributeNameLengthCharacters = 128;

    public const int MappingsPerDocumentCount = 200;

    public const int TargetAttributeNameLengthCharacters = 128;

    public const int EntitlementLengthCharacters = 1_024;

    /// <summary>Roles, accounts and entitlements that one policy or role names.</summary>
    public const int ContentPerDocumentCount = 1_000;

    /// <summary>Sides of one rule of separation of duties.</summary>
    public const int SodSidesCount = 100;

    /// <summary>Exceptions of one rule of separation of duties.</summary>
    public const int SodExceptionsCount = 1_000;

    public const int CorrelationAttributesCount = 10;

    public const int BlocksPerRuleCount = 10;

    public const int PartsPerBlockCount = 5;

    public const int ComparisonsPerRuleCount = 20;

    /// <summary>Entries of the truth that a simulation is judged by.</summary>
    public const int SimulationTruthCount = 1_000_000;

    /// <summary>Identities that a record is compared with; when its blocks have more, nobody is linked without a person.</summary>
    public const int CandidatesPerRecordCount = 200;

    public const int ExpressionLengthCharacters = 16_384;

    /// <summary>Paths from a policy through roles to what they give, over the whole configuration.</summary>
    public const int GrantPathsCount = 100_000;

    public const int RoleDepthCount = 100;

    public const int RoleParametersCount = 10;

    public const int RoleValueLengthCharacters = 64;

    /// <summary>Roles with values for their parameters that one configuration names.</summary>
    public const int RoleInstancesCount = 10_000;

    public const int AccountNameLengthCharacters = 256;

    public const int ProtectedNamesCount = 1_000;

    public const int DependenciesPerTargetCount = 20;

    public const int DependencyDepthCount = 20;

    public const int InitialSecretLeastCharacters = 12;

    public const int InitialSecretMostCharacters = 128;

    /// <summary>Levels of organisational units that a placement names.</summary>
    public const int PlacementDepthCount = 20;

    /// <summary>Longest grace period, retention or reach into the future.</summary>
    public const int LongestPeriodDays = 36_500;

    // Reconciliation.

    public const int ShortestFullRunSeconds = 60;

    public const int ShortestDeltaRunSeconds = 1;

    // Policy tests.

    public const int PolicyTestsPerCallCount = 1_000;

    public const int StepsPerPolicyTestCount = 500;

    // Feeds.

    public const int FeedColumnsCount = 500;

    public const int FeedTrailerLengthCharacters = 64;

    /// <summary>One field, as it stands in the file.</summary>
    public const int FeedFieldLengthBytes = 1 << 20;

    /// <summary>One row, as it stands in the file.</summary>
    public const int FeedRowLengthBytes = 4 << 20;

    /// <summary>Bad rows of one run that are kept in quarantine; the others are counted only.</summary>
    public const int QuarantinedRowsPerRunCount = 10_000;

    /// <summary>Longest row that the quarantine keeps whole, so that it can be tried again.</summary>
    public const int QuarantinedRowLengthBytes = 1 << 20;

    /// <summary>Lines that one call names to be tried again.</summary>
    public const int ReplayedLinesCount = 1_000;
}
