namespace Prov.Domain.Policies;

/// <summary>The stable reasons for which changes of direct grants are refused, beside those of events and configurations.</summary>
public static class GrantFaultReasons
{
    /// <summary>The identity has no direct grant of this id.</summary>
    public const string GrantUnknown = "GRANT_UNKNOWN";

    /// <summary>The identity has left: it can be given nothing until it is back.</summary>
    public const string IdentityNotHere = "IDENTITY_NOT_HERE";

    /// <summary>The end lies before the start, or has passed.</summary>
    public const string ValidityInvalid = "VALIDITY_INVALID";

    /// <summary>The identity has as many direct grants as the limit allows.</summary>
    public const string TooManyGrants = "TOO_MANY_GRANTS";

    /// <summary>A rule of separation of duties blocks it, given what the identity holds.</summary>
    public const string SodViolation = "SOD_VIOLATION";

    /// <summary>The configuration declares no role of this name.</summary>
    public const string RoleUnknown = "ROLE_UNKNOWN";

    /// <summary>The configuration declares no target system of this name.</summary>
    public const string TargetUnknown = "TARGET_UNKNOWN";
}
