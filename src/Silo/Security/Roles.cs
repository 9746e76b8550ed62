using System.Collections.Frozen;

namespace Prov.Silo.Security;

/// <summary>The roles that ship, each with what it allows. Options can add others.</summary>
public static class Roles
{
    public const string Administrator = "administrator";
    public const string Operator = "operator";
    public const string Reader = "reader";
    public const string Source = "source";
    public const string Agent = "agent";

    private static readonly string[] _reads =
    [
        Permissions.IdentitiesRead, Permissions.AccountsRead, Permissions.SourcesRead, Permissions.QuarantineRead, Permissions.LeavesRead,
        Permissions.TargetsRead,
        Permissions.ConfigurationRead, Permissions.ImportsRead, Permissions.WorkItemsRead, Permissions.Preview, Permissions.AuditRead,
        Permissions.StatusRead, Permissions.PoliciesTest, Permissions.ReconciliationRead,
    ];

    /// <summary>
    /// Administrator: everything. Operator: sees everything and keeps it running, but changes no policy and releases no held leaves.
    /// Reader: sees. Source: submits events and feeds. Agent: serves target systems as a connector that dials in.
    /// </summary>
    public static FrozenDictionary<string, FrozenSet<string>> Shipped { get; } = new Dictionary<string, FrozenSet<string>>
    {
        [Administrator] = Permissions.All,
        [Operator] =
        [
            .. _reads, Permissions.IdentitiesEvaluate, Permissions.AccountsRetry, Permissions.TargetsTest, Permissions.TargetsMaintain,
            Permissions.ImportsRun,
            Permissions.QuarantineReplay, Permissions.CorrelationSimulate, Permissions.RecomputeControl, Permissions.WorkItemsAssign,
            Permissions.WorkItemsComplete, Permissions.AuditVerify, Permissions.ReconciliationRun,
        ],
        [Reader] = [.. _reads],
        [Agent] = [Permissions.ConnectorsServe],
        [Source] = [Permissions.EventsSubmit, Permissions.ImportsRun, Permissions.ImportsRead],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a caller with these roles may do; unknown roles allow nothing.</summary>
    public static FrozenSet<string> PermissionsOf(IEnumerable<string> roles, IReadOnlyDictionary<string, string[]> further) =>
        roles.SelectMany(role => further.TryGetValue(role, out var added) ? added : Shipped.TryGetValue(role, out var shipped) ? shipped : (IEnumerable<string>)[])
            .ToFrozenSet(StringComparer.Ordinal);
}
