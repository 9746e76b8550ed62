namespace Prov.Grains.Contracts;

/// <summary>
/// Keys of grains. Every key begins with its type and a colon: stock storage providers read bare keys that look like numbers or GUIDs
/// as such, and would let two of them fall together.
/// </summary>
public static class GrainKeys
{
    public static string Identity(string identityId) => "identity:" + identityId;

    public static string Account(string accountId) => "account:" + accountId;

    public static string Target(string tenant, string target) => $"target:{tenant}:{target}";

    public static string Import(string tenant, string runId) => $"import:{tenant}:{runId}";

    public static string ImportSource(string tenant, string source) => $"import-source:{tenant}:{source}";

    public static string Recompute(string tenant) => "recompute:" + tenant;

    public static string Reconciliation(string tenant, string target) => $"reconciliation:{tenant}:{target}";

    /// <summary>The id after the type prefix.</summary>
    public static string IdOf(string key) => key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
