namespace Prov.Domain.Policies.Compilation;

/// <summary>
/// The stable reasons of configuration faults. Faults of expressions carry those of <see cref="Expressions.ExpressionReasons"/>.
/// </summary>
public static class FaultReasons
{
    public const string NameInvalid = "NAME_INVALID";
    public const string NameReserved = "NAME_RESERVED";
    public const string NameDuplicate = "NAME_DUPLICATE";
    public const string ReferenceUnknown = "REFERENCE_UNKNOWN";
    public const string RoleCycle = "ROLE_CYCLE";
    public const string DependencyCycle = "DEPENDENCY_CYCLE";
    public const string MappingDuplicate = "MAPPING_DUPLICATE";
    public const string TypeMismatch = "TYPE_MISMATCH";
    public const string ValueOutOfRange = "VALUE_OUT_OF_RANGE";
    public const string ValueMissing = "VALUE_MISSING";
    public const string SecretExposed = "SECRET_EXPOSED";
    public const string SodContradiction = "SOD_CONTRADICTION";

    /// <summary>A role is named with other parameters than it has.</summary>
    public const string ParameterMismatch = "PARAMETER_MISMATCH";

    /// <summary>A warning: a condition can never hold.</summary>
    public const string PolicyUnreachable = "POLICY_UNREACHABLE";

    public const string TimeZoneUnknown = "TIME_ZONE_UNKNOWN";
    public const string TooMany = "TOO_MANY";
    public const string NotSupported = "NOT_SUPPORTED";
}
