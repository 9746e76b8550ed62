using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Ldap.Outcomes;

/// <summary>What result codes mean to the engine (RFC 4511, appendix A.2).</summary>
internal static class LdapFaults
{
    // OpenLDAP's overlay "unique" has no code of its own, and its words changed between versions.
    private static readonly string[] _notUnique = ["not unique", "non-unique"];

    public static ConnectorResult Explain(LdapResult result) => ActiveDirectoryFaults.Explain(result) ?? ExplainCode(result);

    private static ConnectorResult ExplainCode(LdapResult result) => result.Code switch
    {
        LdapResultCode.Success => ConnectorResult.Done,
        LdapResultCode.EntryAlreadyExists => Failed(ConnectorStatus.Conflict, "NAME_TAKEN", "Another entry has this name."),
        LdapResultCode.ConstraintViolation when _notUnique.Any(words => result.Diagnostic.Contains(words, StringComparison.Ordinal)) =>
            Failed(ConnectorStatus.Conflict, "UNIQUE_VIOLATION", "Another entry has this value, which the directory wants once."),
        LdapResultCode.NoSuchObject => Failed(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such entry."),
        LdapResultCode.Busy => Failed(ConnectorStatus.Throttled, "BUSY", "The server is busy."),
        LdapResultCode.Unavailable => Failed(ConnectorStatus.Unavailable, "SERVER_NOT_READY", "The server cannot serve now."),
        LdapResultCode.InvalidCredentials or LdapResultCode.InappropriateAuthentication =>
            Failed(ConnectorStatus.Unavailable, "INVALID_CREDENTIALS", "The server refused the sign-in. Correct bindDn or bindPassword."),
        LdapResultCode.StrongerAuthRequired or LdapResultCode.ConfidentialityRequired =>
            Failed(ConnectorStatus.Refused, "STRONGER_SECURITY_REQUIRED", "The server wants a protected connection. Set security to ldaps or startTls."),
        LdapResultCode.InsufficientAccessRights => Failed(ConnectorStatus.Refused, "INSUFFICIENT_ACCESS", "bindDn may not do this. Grant it the right."),
        LdapResultCode.ConstraintViolation => Failed(ConnectorStatus.Refused, "CONSTRAINT_VIOLATED", "A value breaks a rule of the directory."),
        LdapResultCode.InvalidAttributeSyntax => Failed(ConnectorStatus.Refused, "VALUE_INVALID", "A value does not fit the syntax of its attribute."),
        LdapResultCode.UndefinedAttributeType => Failed(ConnectorStatus.Refused, "ATTRIBUTE_UNKNOWN", "The directory's schema lacks an attribute. Correct the mappings."),
        LdapResultCode.ObjectClassViolation => Failed(
            ConnectorStatus.Refused, "OBJECT_CLASS_VIOLATED", "An attribute is missing that the object classes want, or is there that they forbid. Correct the mappings."),
        LdapResultCode.InvalidDnSyntax or LdapResultCode.NamingViolation => Failed(ConnectorStatus.Refused, "NAME_INVALID", "The directory does not take this name."),
        LdapResultCode.NotAllowedOnNonLeaf => Failed(ConnectorStatus.Refused, "HAS_CHILDREN", "The entry has others below it."),
        LdapResultCode.UnwillingToPerform => Failed(ConnectorStatus.Refused, "UNWILLING", "The server is not willing to do this."),
        LdapResultCode.TimeLimitExceeded or LdapResultCode.AdminLimitExceeded or LdapResultCode.SizeLimitExceeded =>
            Failed(ConnectorStatus.Unavailable, "LIMIT_EXCEEDED", "The server's limit for one operation was reached. Raise it for bindDn."),
        LdapResultCode.Referral => Failed(
            ConnectorStatus.Refused, "REFERRAL", "The server refers to another, which Prov does not follow. Set host to the server that holds baseDn."),
        LdapResultCode.AssertionFailed => Failed(
            ConnectorStatus.Unavailable, "ENTRY_REPLACED", "Another entry came to the account's place meanwhile; nothing was changed."),
        LdapResultCode.Other or LdapResultCode.OperationsError =>
            Failed(ConnectorStatus.Unknown, "SERVER_ERROR", $"The server failed (result code {(int)result.Code})."),
        _ => Failed(ConnectorStatus.Refused, "OPERATION_REFUSED", $"The server refused (result code {(int)result.Code})."),
    };

    /// <summary>The outcome of a call that ended early, by whether it may have changed something.</summary>
    public static ConnectorResult Explain(Exception exception, LdapCall? call)
    {
        if (exception is LdapFaultException { Outcome: var outcome })
        {
            // The step that failed did nothing, but one before it did.
            var nothingHappened = outcome.Status is ConnectorStatus.Unavailable or ConnectorStatus.Throttled;
            return nothingHappened && call is { HasChanged: true } ? Failed(ConnectorStatus.Unknown, outcome.Reason, outcome.Message) : outcome;
        }

        var status = call is { IsInDoubt: true } or { HasChanged: true } ? ConnectorStatus.Unknown : ConnectorStatus.Unavailable;
        return exception is OperationCanceledException
            ? Failed(status, "TIMEOUT", "The server did not answer in time.")
            : Failed(status, "CONNECTION_LOST", "The connection was lost before the server answered.");
    }

    public static ConnectorResult Failed(ConnectorStatus status, string reason, string message) => ConnectorResult.Failed(status, reason, message);
}
