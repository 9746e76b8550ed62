using System.Collections.Frozen;
using Prov.V1;

namespace Prov.Silo.Security;

/// <summary>The one list of what each call needs. A call that is missing here is refused.</summary>
public static class PermissionTable
{
    /// <summary>Needs no credentials.</summary>
    public const string Anyone = "";

    /// <summary>Needs credentials, but no permission.</summary>
    public const string AnyCaller = "*";

    /// <summary>The permission by full method name, as <c>/prov.v1.IdentityService/GetIdentity</c>.</summary>
    public static FrozenDictionary<string, string> ByMethod { get; } = new Dictionary<string, string>
    {
        [Prov(nameof(LifecycleEventService), "SubmitEvent")] = Permissions.EventsSubmit,
        [Prov(nameof(LifecycleEventService), "SubmitEvents")] = Permissions.EventsSubmit,
        [Prov(nameof(LifecycleEventService), "StreamEvents")] = Permissions.EventsSubmit,
        [Prov(nameof(IdentityService), "GetIdentity")] = Permissions.IdentitiesRead,
        [Prov(nameof(IdentityService), "ListIdentities")] = Permissions.IdentitiesRead,
        [Prov(nameof(IdentityService), "ExplainIdentity")] = Permissions.IdentitiesRead,
        [Prov(nameof(IdentityService), "EvaluateIdentity")] = Permissions.IdentitiesEvaluate,
        [Prov(nameof(GrantService), "CreateGrant")] = Permissions.GrantsGive,
        [Prov(nameof(GrantService), "RevokeGrant")] = Permissions.GrantsRevoke,
        [Prov(nameof(GrantService), "ListGrants")] = Permissions.IdentitiesRead,
        [Prov(nameof(SodService), "ListViolations")] = Permissions.IdentitiesRead,
        [Prov(nameof(SodService), "ScanViolations")] = Permissions.IdentitiesRead,
        [Prov(nameof(AccountService), "GetAccount")] = Permissions.AccountsRead,
        [Prov(nameof(AccountService), "ListAccounts")] = Permissions.AccountsRead,
        [Prov(nameof(AccountService), "RetryAccounts")] = Permissions.AccountsRetry,
        [Prov(nameof(AuthoritativeSourceService), "GetAuthoritativeSource")] = Permissions.SourcesRead,
        [Prov(nameof(AuthoritativeSourceService), "ListAuthoritativeSources")] = Permissions.SourcesRead,
        [Prov(nameof(AuthoritativeSourceService), "ListQuarantinedRecords")] = Permissions.QuarantineRead,
        [Prov(nameof(AuthoritativeSourceService), "ReplayQuarantinedRecords")] = Permissions.QuarantineReplay,
        [Prov(nameof(AuthoritativeSourceService), "ReleaseQuarantinedRecords")] = Permissions.QuarantineRelease,
        [Prov(nameof(AuthoritativeSourceService), "ListHeldLeaves")] = Permissions.LeavesRead,
        [Prov(nameof(AuthoritativeSourceService), "ReleaseHeldLeaves")] = Permissions.LeavesRelease,
        [Prov(nameof(AuthoritativeSourceService), "DropHeldLeaves")] = Permissions.LeavesRelease,
        [Prov(nameof(TargetSystemService), "GetTargetSystem")] = Permissions.TargetsRead,
        [Prov(nameof(TargetSystemService), "ListTargetSystems")] = Permissions.TargetsRead,
        [Prov(nameof(TargetSystemService), "TestTargetSystem")] = Permissions.TargetsTest,
        [Prov(nameof(TargetSystemService), "ProbeTargetSystem")] = Permissions.TargetsMaintain,
        [Prov(nameof(TargetSystemService), "SetMaintenance")] = Permissions.TargetsMaintain,

        // Comparing needs no more than reading; the service asks for the permission to apply when it is to apply.
        [Prov(nameof(ConfigurationService), "ApplyConfiguration")] = Permissions.ConfigurationRead,
        [Prov(nameof(ConfigurationService), "GetConfiguration")] = Permissions.ConfigurationRead,
        [Prov(nameof(ImportService), "ImportFeed")] = Permissions.ImportsRun,
        [Prov(nameof(ImportService), "GetImport")] = Permissions.ImportsRead,
        [Prov(nameof(ImportService), "ListImports")] = Permissions.ImportsRead,
        [Prov(nameof(ImportService), "CancelImport")] = Permissions.ImportsRun,
        [Prov(nameof(ImportService), "ReleaseImport")] = Permissions.ImportsRelease,
        [Prov(nameof(CorrelationService), "SimulateCorrelation")] = Permissions.CorrelationSimulate,
        [Prov(nameof(WorkItemService), "GetWorkItem")] = Permissions.WorkItemsRead,
        [Prov(nameof(WorkItemService), "ListWorkItems")] = Permissions.WorkItemsRead,
        [Prov(nameof(WorkItemService), "AssignWorkItem")] = Permissions.WorkItemsAssign,
        [Prov(nameof(WorkItemService), "CompleteWorkItem")] = Permissions.WorkItemsComplete,
        [Prov(nameof(ExpressionService), "CheckExpression")] = Permissions.ConfigurationRead,
        [Prov(nameof(ExpressionService), "EvaluateExpression")] = Permissions.IdentitiesRead,
        [Prov(nameof(RecomputeService), "GetRecompute")] = Permissions.ConfigurationRead,
        [Prov(nameof(RecomputeService), "PauseRecompute")] = Permissions.RecomputeControl,
        [Prov(nameof(RecomputeService), "ResumeRecompute")] = Permissions.RecomputeControl,
        [Prov(nameof(RecomputeService), "CancelRecompute")] = Permissions.RecomputeControl,
        [Prov(nameof(RecomputeService), "ReleaseRecompute")] = Permissions.RecomputeRelease,
        [Prov(nameof(ReconciliationService), "StartReconciliation")] = Permissions.ReconciliationRun,
        [Prov(nameof(ReconciliationService), "GetReconciliation")] = Permissions.ReconciliationRead,
        [Prov(nameof(ReconciliationService), "ListReconciliations")] = Permissions.ReconciliationRead,
        [Prov(nameof(ReconciliationService), "CancelReconciliation")] = Permissions.ReconciliationRun,
        [Prov(nameof(ReconciliationService), "ReleaseReconciliation")] = Permissions.ReconciliationRelease,
        [Prov(nameof(ReconciliationService), "GetDiscovery")] = Permissions.ReconciliationRead,
        [Prov(nameof(ReconciliationService), "ListSituations")] = Permissions.ReconciliationRead,
        [Prov(nameof(PreviewService), "PreviewConfiguration")] = Permissions.Preview,
        [Prov(nameof(PreviewService), "PreviewEvent")] = Permissions.Preview,
        [Prov(nameof(PreviewService), "PreviewFeed")] = Permissions.Preview,

        // The service asks for the permission to evaluate when it is to apply.
        [Prov(nameof(PreviewService), "PreviewIdentity")] = Permissions.Preview,
        [Prov(nameof(AuditService), "ListAuditEntries")] = Permissions.AuditRead,
        [Prov(nameof(AuditService), "WatchAuditEntries")] = Permissions.AuditRead,
        [Prov(nameof(AuditService), "VerifyAudit")] = Permissions.AuditVerify,
        [Prov(nameof(StatusService), "GetStatus")] = Permissions.StatusRead,
        [Prov(nameof(PolicyTestService), "RunPolicyTests")] = Permissions.PoliciesTest,
        ["/prov.connector.v1.ConnectorAgentService/Connect"] = Permissions.ConnectorsServe,
        ["/grpc.health.v1.Health/Check"] = Anyone,
        ["/grpc.health.v1.Health/Watch"] = Anyone,
        ["/grpc.health.v1.Health/List"] = Anyone,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = AnyCaller,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = AnyCaller,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static string Prov(string service, string method) => $"/prov.v1.{service}/{method}";
}
