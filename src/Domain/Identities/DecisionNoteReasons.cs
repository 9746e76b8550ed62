namespace Prov.Domain.Identities;

/// <summary>The stable reasons of decision notes.</summary>
public static class DecisionNoteReasons
{
    /// <summary>A condition could not be evaluated and counts as not met.</summary>
    public const string PolicyEvaluationFailed = "POLICY_EVALUATION_FAILED";

    /// <summary>A mapping failed; an identity's attribute has no value from it, an account's keeps its last one.</summary>
    public const string MappingFailed = "MAPPING_FAILED";

    /// <summary>The name rule gave no name: there is no account.</summary>
    public const string AccountNameMissing = "ACCOUNT_NAME_MISSING";

    /// <summary>All numbers behind the wished name are taken: there is no account.</summary>
    public const string AccountNamesExhausted = "ACCOUNT_NAMES_EXHAUSTED";

    /// <summary>An attribute that the account cannot be without has no value: there is no account.</summary>
    public const string AccountAttributeMissing = "ACCOUNT_ATTRIBUTE_MISSING";

    /// <summary>The place of an account could not be computed: it stays where it is.</summary>
    public const string PlacementFailed = "PLACEMENT_FAILED";

    /// <summary>Granted, but not in the target's scope: there is no account.</summary>
    public const string OutOfScope = "OUT_OF_SCOPE";

    /// <summary>The configuration no longer has the account's target: the account stays as it was last desired.</summary>
    public const string TargetUnknown = "TARGET_UNKNOWN";

    /// <summary>The configuration no longer has the role of a direct grant: the grant gives nothing.</summary>
    public const string RoleUnknown = "ROLE_UNKNOWN";

    /// <summary>The configuration no longer has the record's source: the record gives no attributes.</summary>
    public const string SourceUnknown = "SOURCE_UNKNOWN";

    /// <summary>Two sources of equal authority say different things of one attribute.</summary>
    public const string SourceCollision = "SOURCE_COLLISION";

    /// <summary>Another identity holds the same value of a correlation attribute.</summary>
    public const string CorrelationTaken = "CORRELATION_TAKEN";

    /// <summary>The value of a correlation attribute is too long to be reserved.</summary>
    public const string CorrelationTooLong = "CORRELATION_TOO_LONG";
}
