using System.Globalization;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Changes;

/// <summary>What a domain controller says of itself ([MS-ADTS] 3.1.1.3.2).</summary>
/// <param name="NamingContext">The root of the domain.</param>
/// <param name="Controller">The id of the controller's copy of the directory.</param>
/// <param name="HighestUsn">The number of its last change.</param>
internal sealed record LdapRoot(string NamingContext, string Controller, long HighestUsn)
{
    /// <exception cref="LdapFaultException">The server is no domain controller.</exception>
    public static async Task<LdapRoot> ReadAsync(LdapCall call, CancellationToken cancellationToken)
    {
        var entry = await FindAsync(call, "", ["defaultNamingContext", "dsServiceName", "highestCommittedUSN"], cancellationToken);
        var context = entry.Texts("defaultNamingContext").FirstOrDefault();
        var service = entry.Texts("dsServiceName").FirstOrDefault();
        if (context is null || service is null || !long.TryParse(entry.Texts("highestCommittedUSN").FirstOrDefault(), CultureInfo.InvariantCulture, out var usn))
        {
            throw LdapFaultException.Refused("NOT_ACTIVE_DIRECTORY", "The server is no domain controller. Correct host or dialect.");
        }

        var settings = await FindAsync(call, service, ["invocationId"], cancellationToken);
        return new(context, settings.Values("invocationId") is [{ Length: 16 } id, ..] ? $"{new Guid(id)}" : service, usn);
    }

    private static async Task<LdapEntry> FindAsync(LdapCall call, string dn, string[] attributes, CancellationToken cancellationToken) =>
        await call.ReadEntryAsync(dn, attributes, cancellationToken)
        ?? throw LdapFaultException.Refused("NOT_ACTIVE_DIRECTORY", "The server does not tell what it is. Give bindDn the right to read the root entry.");
}
