using System.Globalization;
using System.Text.RegularExpressions;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Ldap.Outcomes;

/// <summary>
/// What domain controllers say beside LDAP's result codes: a Windows error at the beginning of the diagnostic text, and after a refused
/// sign-in another as <c>data</c> ([MS-ADTS] 3.1.1.3.1.9, [MS-ERREF] 2.2).
/// </summary>
internal static partial class ActiveDirectoryFaults
{
    private const int UserExists = 0x524;
    private const int PasswordRestricted = 0x52D;
    private const int UserPrincipalNameTaken = 0x21C8;
    private const int ServicePrincipalNameTaken = 0x21C7;

    /// <summary>The name of the account is taken, as opposed to that of its entry.</summary>
    public static bool IsAccountName(LdapResult result) => ErrorOf(result) == UserExists;

    /// <summary>Null when the text says nothing more than the result code.</summary>
    public static ConnectorResult? Explain(LdapResult result) => ErrorOf(result) switch
    {
        UserExists => LdapFaults.Failed(ConnectorStatus.Conflict, "NAME_TAKEN", "Another account of the domain has this name."),
        UserPrincipalNameTaken or ServicePrincipalNameTaken =>
            LdapFaults.Failed(ConnectorStatus.Conflict, "UNIQUE_VIOLATION", "Another account has this value, which the forest wants once."),
        PasswordRestricted => LdapFaults.Failed(
            ConnectorStatus.Refused, "PASSWORD_POLICY", "The domain wants an enabled account to have a password that fits its policy. Set or correct initialSecret."),
        _ => result.Code == LdapResultCode.InvalidCredentials ? ExplainSignIn(result.Diagnostic) : null,
    };

    private static ConnectorResult? ExplainSignIn(string diagnostic) => Data().Match(diagnostic) is { Success: true } match
        ? match.Groups[1].Value.ToUpperInvariant() switch
        {
            "530" or "531" => Unavailable("SIGN_IN_NOT_PERMITTED", "The account of bindDn may not sign in now or from here. Correct its hours or workstations."),
            "532" or "773" => Unavailable("PASSWORD_EXPIRED", "The password of bindDn has expired or must be changed. Change it, and bindPassword."),
            "533" => Unavailable("SIGN_IN_DISABLED", "The account of bindDn is disabled. Enable it."),
            "701" => Unavailable("SIGN_IN_EXPIRED", "The account of bindDn has expired. Extend it."),
            "775" => Unavailable("SIGN_IN_LOCKED", "The account of bindDn is locked after wrong passwords. Unlock it and correct bindPassword."),
            _ => null,
        }
        : null;

    private static int? ErrorOf(LdapResult result) => Error().Match(result.Diagnostic) is { Success: true } match
        ? int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : null;

    private static ConnectorResult Unavailable(string reason, string message) => LdapFaults.Failed(ConnectorStatus.Unavailable, reason, message);

    [GeneratedRegex("^([0-9A-Fa-f]{8}):")]
    private static partial Regex Error();

    [GeneratedRegex(@"\bdata ([0-9A-Fa-f]{1,8})\b")]
    private static partial Regex Data();
}
