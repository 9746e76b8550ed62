namespace Prov.Connectors.Ldap.Changes;

/// <summary>How many changes are read at once, to bound memory.</summary>
internal static class LdapTouchedLimit
{
    private const int MostTouched = 50_000;

    /// <exception cref="LdapFaultException">Too many: a full search is cheaper.</exception>
    public static void Check(int count)
    {
        if (count > MostTouched)
        {
            throw LdapChangeFeedFaults.Lost("More than 50,000 changes at once; a full search is cheaper than to follow each.");
        }
    }
}
