using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Protocol;

namespace Prov.Connectors.Ldap.Sessions;

/// <summary>The operations of one call of the connector, and whether they have changed anything.</summary>
/// <param name="session">The connection that the call has to itself.</param>
/// <param name="progress">Called when the server has answered within a long operation, so that its time begins anew; null when the call has one limit.</param>
internal sealed class LdapCall(LdapSession session, Action? progress = null)
{
    private const int PageSize = 500;

    /// <summary>A write was sent and its answer is not known.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>A write has succeeded.</summary>
    public bool HasChanged { get; private set; }

    public async Task<LdapResult> WriteAsync(Action<AsnWriter> operation, CancellationToken cancellationToken, params ImmutableArray<LdapControl> controls)
    {
        IsInDoubt = true;
        var result = await session.RunAsync(operation, controls, cancellationToken);
        IsInDoubt = false;
        HasChanged |= result.IsSuccess;
        return result;
    }

    /// <summary>Writes; any result but success and those named is a failure of the call.</summary>
    /// <exception cref="LdapFaultException">The server refused.</exception>
    public async Task RequireAsync(
        Action<AsnWriter> operation, ImmutableArray<LdapControl> controls, CancellationToken cancellationToken, params LdapResultCode[] harmless)
    {
        var result = await WriteAsync(operation, cancellationToken, controls);
        if (!result.IsSuccess && !harmless.Contains(result.Code))
        {
            throw new LdapFaultException(LdapFaults.Explain(result));
        }
    }

    /// <summary>All entries that a search finds, page by page.</summary>
    /// <exception cref="LdapFaultException">The server refused, the base is not there, or the pages have no end.</exception>
    public async IAsyncEnumerable<LdapEntry> SearchAsync(
        string baseDn,
        LdapScope scope,
        LdapFilter filter,
        IEnumerable<string> attributes,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        params ImmutableArray<LdapControl> controls)
    {
        var search = LdapRequest.Search(baseDn, scope, filter, attributes);
        var pages = new LdapPageWatch();
        byte[] cookie = [];
        do
        {
            LdapResult? end = null;
            pages.Begin();
            await foreach (var entry in session.SearchAsync(search, controls.Add(LdapPaging.Page(PageSize, cookie)), result => end = result, cancellationToken))
            {
                pages.See(entry.Dn);
                yield return entry;
            }

            pages.End();
            Require(end!, baseDn);
            cookie = LdapPaging.Cookie(end!.Controls);
        }
        while (cookie.Length > 0);
    }

    /// <summary>One entry; null when it is not there or not to be seen.</summary>
    public async Task<LdapEntry?> ReadEntryAsync(string dn, string[] attributes, CancellationToken cancellationToken)
    {
        LdapEntry? read = null;
        var search = LdapRequest.Search(dn, LdapScope.Base, LdapFilter.Present("objectClass"), attributes);
        await foreach (var message in ExchangeAsync(search, [], cancellationToken))
        {
            read = message.IsEntry ? LdapEntry.Read(message.Body) : read;
        }

        return read;
    }

    /// <summary>All answers to an operation that reads; for those that are no plain search.</summary>
    public async IAsyncEnumerable<LdapMessage> ExchangeAsync(
        Action<AsnWriter> operation, ImmutableArray<LdapControl> controls, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var message in session.ExchangeAsync(operation, controls, cancellationToken))
        {
            progress?.Invoke();
            yield return message;
        }
    }

    /// <summary>Tells that a long operation goes on.</summary>
    public void Progress() => progress?.Invoke();

    private static void Require(LdapResult result, string baseDn)
    {
        if (result.Code == LdapResultCode.NoSuchObject)
        {
            throw LdapFaultException.Refused(
                LdapFaultException.BaseNotFound, $"The entry {baseDn} is not there, or bindDn may not see it. Correct the settings or rights.");
        }

        if (!result.IsSuccess)
        {
            throw new LdapFaultException(LdapFaults.Explain(result));
        }
    }
}
