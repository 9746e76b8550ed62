using System.Collections.Frozen;

namespace Prov.Silo.Security;

/// <summary>Everything that a caller can be allowed to do.</summary>
public static class Permissions
{
    public const string EventsSubmit = "prov.events.submit";
    public const string IdentitiesRead = "prov.identities.read";
    public const string IdentitiesEvaluate = "prov.identities.evaluate";
    public const string GrantsGive = "prov.grants.give";
    public const string GrantsRevoke = "prov.grants.revoke";
    public const string AccountsRead = "prov.accounts.read";
    public const string SourcesRead = "prov.sources.read";
    public const string QuarantineRead = "prov.quarantine.read";
    public const string QuarantineReplay = "prov.quarantine.replay";
    public const string QuarantineRelease = "prov.quarantine.release";
    public const string AccountsRetry = "prov.accounts.retry";
    public const string LeavesRead = "prov.leaves.read";
    public const string LeavesRelease = "prov.leaves.release";
    public const string TargetsRead = "prov.targets.read";
    public const string TargetsTest = "prov.targets.test";
    public const string TargetsMaintain = "prov.targets.maintain";
    public const string ConnectorsServe = "prov.connectors.serve";
    public const string ConfigurationRead = "prov.configuration.read";
    public const string ConfigurationApply = "prov.configuration.apply";
    public const string PoliciesTest = "prov.policies.test";
    public const string ImportsRun = "prov.imports.run";
    public const string ImportsRead = "prov.imports.read";
    public const string ImportsRelease = "prov.imports.release";
    public const string CorrelationSimulate = "prov.correlation.simulate";
    public const string WorkItemsRead = "prov.workitems.read";
    public const string WorkItemsAssign = "prov.workitems.assign";
    public const string WorkItemsComplete = "prov.workitems.complete";
    public const string RecomputeControl = "prov.recompute.control";
    public const string RecomputeRelease = "prov.recompute.release";
    public const string ReconciliationRead = "prov.reconciliation.read";
    public const string ReconciliationRun = "prov.reconciliation.run";
    public const string ReconciliationRelease = "prov.reconciliation.release";
    public const string Preview = "prov.preview.read";
    public const string AuditRead = "prov.audit.read";
    public const string AuditVerify = "prov.audit.verify";
    public const string StatusRead = "prov.status.read";

    /// <summary>Every permission.</summary>
    public static FrozenSet<string> All { get; } =
    [
        EventsSubmit, IdentitiesRead, IdentitiesEvaluate, GrantsGive, GrantsRevoke, AccountsRead, AccountsRetry, SourcesRead, QuarantineRead, QuarantineReplay,
        QuarantineRelease, LeavesRead, LeavesRelease, TargetsRead, TargetsTest, TargetsMaintain, ConfigurationRead, ConfigurationApply, ImportsRun, ImportsRead,
        ImportsRelease, CorrelationSimulate, WorkItemsRead, WorkItemsAssign,
        WorkItemsComplete, RecomputeControl, RecomputeRelease, Preview, AuditRead, AuditVerify, StatusRead, PoliciesTest,
        ConnectorsServe,
        ReconciliationRead, ReconciliationRun, ReconciliationRelease,
    ];
}
