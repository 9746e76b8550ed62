using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Ldap.Sessions;

/// <summary>The operations of one call of the connector, and whether they have changed anything.</summary>
internal sealed class LdapCall(LdapSession session)
{
    private const int PageSize = 500;

    /// <summary>A write was sent and its answer is not known.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>A write has succeeded.</summary>
    public bool HasChanged { get; private set; }

    public async Task<LdapResult> WriteAsync(Action<AsnWriter> operation, CancellationToken cancellationToken)
    {
        IsInDoubt = true;
        var result = await session.RunAsync(operation, cancellationToken);
        IsInDoubt = false;
        HasChanged |= result.IsSuccess;
        return result;
    }

    /// <summary>Writes; any result but success and those named is a failure of the call.</summary>
    /// <exception cref="LdapFaultException">The server refused.</exception>
    public async Task RequireAsync(Action<AsnWriter> operation, CancellationToken cancellationToken, params LdapResultCode[] harmless)
    {
        var result = await WriteAsync(operation, cancellationToken);
        if (!result.IsSuccess && !harmless.Contains(result.Code))
        {
            throw new LdapFaultException(LdapFaults.Explain(result));
        }
    }

    /// <summary>All entries that a search finds, page by page.</summary>
    /// <exception cref="LdapFaultException">The server refused, or the base is not there.</exception>
    public async IAsyncEnumerable<LdapEntry> SearchAsync(
        string baseDn, LdapScope scope, LdapFilter filter, IEnumerable<string> attributes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var search = LdapRequest.Search(baseDn, scope, filter, attributes);
        byte[] cookie = [];
        do
        {
            LdapResult? end = null;
            await foreach (var entry in session.SearchAsync(search, LdapPaging.Page(PageSize, cookie), result => end = result, cancellationToken))
            {
                yield return entry;
            }

            Require(end!, baseDn);
            cookie = end!.Cookie;
        }
        while (cookie.Length > 0);
    }

    private static void Require(LdapResult result, string baseDn)
    {
        if (result.Code == LdapResultCode.NoSuchObject)
        {
            throw LdapFaultException.Refused("BASE_NOT_FOUND", $"The entry {baseDn} is not there, or bindDn may not see it. Correct the settings or rights.");
        }

        if (!result.IsSuccess)
        {
            throw new LdapFaultException(LdapFaults.Explain(result));
        }
    }
}
