using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Domain.Auditing;
using Prov.Domain.Policies;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Silo.Configuration;
using Prov.Silo.Errors;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Applies and shows the configuration.</summary>
internal sealed class Configurations(
    IProvStore store, ConfigurationCheck check, ActiveDocuments active, PolicyCurrent policies, IGrainFactory grains, TimeProvider time)
    : ConfigurationService.ConfigurationServiceBase
{
    public override async Task<ApplyConfigurationResponse> ApplyConfiguration(ApplyConfigurationRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        if (!request.ValidateOnly && !caller.Allowed.Contains(Permissions.ConfigurationApply))
        {
            throw RpcErrors.PermissionDenied(Permissions.ConfigurationApply);
        }

        var (faults, warnings) = check.Check(request.Documents);
        if (!faults.IsEmpty)
        {
            throw Invalid(faults);
        }

        var before = await active.FindAsync(caller.Tenant, context.CancellationToken);
        var version = before?.Version ?? 0;
        if (request.HasExpectedVersion && request.ExpectedVersion != version)
        {
            throw Mismatch(version);
        }

        var documents = DocumentForm.Normal(request.Documents);
        var changes = DocumentChanges.Between(before?.Documents ?? [], documents);
        if (!request.ValidateOnly && (before is null || changes.Any(c => c.Kind != DocumentChange.Types.Kind.Unchanged)))
        {
            version = await SaveAsync(caller, version, documents, changes, context.CancellationToken);
        }

        return new ApplyConfigurationResponse { Version = version, Changes = { changes }, Warnings = { warnings.Select(Warning) } };
    }

    public override async Task<GetConfigurationResponse> GetConfiguration(GetConfigurationRequest request, ServerCallContext context)
    {
        var found = await active.FindAsync(Caller.Of(context).Tenant, context.CancellationToken)
            ?? throw RpcErrors.Of(StatusCode.NotFound, ErrorReason.ConfigurationMissing, "No configuration has been applied yet.");
        return new GetConfigurationResponse
        {
            Version = found.Version,
            Documents = { found.Documents },
            AppliedBy = found.AppliedBy,
            AppliedAt = found.AppliedAt.ToTimestamp(),
        };
    }

    private async Task<long> SaveAsync(
        Caller caller, long before, IReadOnlyList<ConfigurationDocument> documents, IReadOnlyList<DocumentChange> changes, CancellationToken cancellationToken)
    {
        var version = before + 1;
        var now = time.GetUtcNow();
        var stored = new StoredConfiguration(caller.Tenant, version, StoredDocuments.Write(documents), caller.Name, now);
        if (!await store.SaveConfigurationAsync(stored, cancellationToken))
        {
            throw Mismatch(await store.LoadConfigurationVersionAsync(caller.Tenant, cancellationToken));
        }

        // From here on it holds: a caller that gives up must not keep it from the audit, nor from the identities.
        await store.AppendAuditAsync([ConfigurationAudit.Applied(caller, version, changes, now)], CancellationToken.None);
        await policies.RefreshAsync(caller.Tenant, CancellationToken.None);
        await grains.GetGrain<IRecomputeGrain>(GrainKeys.Recompute(caller.Tenant)).EnsureAsync(version, CancellationToken.None);
        return version;
    }

    internal static RpcException Invalid(IReadOnlyCollection<ConfigurationFault> faults) => RpcErrors.FaultsStatus(
        StatusCode.InvalidArgument,
        Reasons.TextOf(ErrorReason.ConfigurationInvalid),
        "The configuration has faults; nothing was applied.",
        [.. faults.Select(f => new InputFault(f.Reason, $"{f.Document} {f.Path}".TrimEnd(), f.Message))]).ToRpcException();

    private static ConfigurationWarning Warning(ConfigurationFault warning) =>
        new() { Reason = warning.Reason, Document = warning.Document, Path = warning.Path, Message = warning.Message };

    private static RpcException Mismatch(long version) => RpcErrors.Of(
        StatusCode.Aborted,
        ErrorReason.ConfigurationVersionMismatch,
        "Another version is active. Get it, merge, and apply again.",
        ("version", version.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
