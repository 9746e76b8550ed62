using System.Collections.Immutable;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Changes;

/// <summary>One way in which a directory tells what changed: only which entries, for what they are now is read afterwards.</summary>
internal interface ILdapChangeFeed
{
    /// <summary>The place of this moment.</summary>
    Task<string> CurrentAsync(LdapCall call, CancellationToken cancellationToken);

    /// <summary>What was touched after a place.</summary>
    /// <exception cref="LdapFaultException">The history does not reach back to the place, or the server refused.</exception>
    IAsyncEnumerable<LdapTouchedPage> ReadAsync(LdapCall call, string place, CancellationToken cancellationToken);
}

/// <summary>Entries that were touched, and the place after them.</summary>
internal sealed record LdapTouchedPage(ImmutableArray<LdapTouched> Touched, string Next);

/// <summary>An entry that was touched, known by its id, by its distinguished name, or as a branch with all that is in it.</summary>
internal abstract record LdapTouched
{
    /// <summary>The entry with an id, there or not.</summary>
    /// <param name="Id">As <see cref="Directory.LdapEntryId"/> writes it.</param>
    /// <param name="Name">The account's name where the directory tells it; else empty.</param>
    public sealed record Entry(string Id, string Name = "") : LdapTouched;

    /// <summary>The entry that has a name now, and all below it.</summary>
    public sealed record Branch(string Dn) : LdapTouched;
}
