using Prov.Client.Errors;

namespace Prov.Client.Demo;

/// <summary>The directory server that the person gives the demo as a third target.</summary>
/// <param name="Server">LDAP URL (RFC 4516) with the entry below which accounts are made, as <c>ldap://127.0.0.1:389/ou=people,dc=example,dc=com</c>.</param>
/// <param name="BindDn">Name to sign in with.</param>
/// <param name="PasswordFile">File that holds the password, so that it is in no list of processes.</param>
internal sealed record DemoLdap(Uri Server, string BindDn, string PasswordFile)
{
    /// <summary>What the sample calls the password among the silo's secrets.</summary>
    public const string PasswordName = "ldap-password";

    /// <summary>Null when no server is given.</summary>
    /// <exception cref="ProvException">Something is missing.</exception>
    public static DemoLdap? From(string? server, string? bindDn, string? passwordFile)
    {
        if (server is null)
        {
            return null;
        }

        return Uri.TryCreate(server, UriKind.Absolute, out var uri) && uri.Scheme is ("ldap" or "ldaps") && uri.AbsolutePath.Length > 1
            && bindDn is not null && File.Exists(passwordFile)
            ? new(uri, bindDn, Path.GetFullPath(passwordFile))
            : throw new ProvException(new(
                "USAGE",
                "--ldap is an LDAP URL with the entry for the accounts, as ldap://127.0.0.1:389/ou=people,dc=example,dc=com; --ldap-bind-dn and --ldap-password-file go with it.",
                ExitCode.Usage));
    }

    /// <summary>Fills in the sample.</summary>
    public string Fill(string template)
    {
        (string Name, string Value)[] values =
        [
            ("host", Server.Host), ("port", Server.Port > 0 ? $"{Server.Port}" : ""), ("security", Server.Scheme == "ldaps" ? "ldaps" : "none"),
            ("bindDn", BindDn), ("baseDn", Uri.UnescapeDataString(Server.AbsolutePath[1..])),
        ];
        return values.Aggregate(template, (text, value) =>
            text.Replace($"{{{value.Name}}}", value.Value.Replace("'", "''", StringComparison.Ordinal), StringComparison.Ordinal));
    }
}
