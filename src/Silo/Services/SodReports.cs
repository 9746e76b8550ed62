using Grpc.Core;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Grains.Policies;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.V1;
using Identity = Prov.Domain.Identities.Identity;

namespace Prov.Silo.Services;

/// <summary>Reports violations of separation of duties: streams over the store and decides with the same code as the actors.</summary>
internal sealed class SodReports(IProvStore store, PolicyCurrent policies, TimeProvider time) : SodService.SodServiceBase
{
    private const int PageSize = 1000;

    public override async Task ScanViolations(
        ScanViolationsRequest request, IServerStreamWriter<ScanViolationsResponse> responseStream, ServerCallContext context)
    {
        var tenant = Caller.Of(context).Tenant;
        var snapshot = await policies.FindAsync(tenant, context.CancellationToken)
            ?? throw RpcErrors.Of(StatusCode.FailedPrecondition, ErrorReason.ConfigurationMissing, "No configuration has been applied yet.");
        var (cursor, scanned) = (request.Cursor, 0L);
        do
        {
            var query = new IdentityQuery(tenant, PageSize, cursor);
            var page = await Paging.ReadAsync(() => store.ListIdentitiesAsync(query, context.CancellationToken));
            foreach (var row in page.Items)
            {
                scanned++;
                if (Report(row.Identity, request, snapshot) is { } found)
                {
                    (found.Cursor, found.Scanned) = (cursor, scanned);
                    await responseStream.WriteAsync(found, context.CancellationToken);
                }
            }

            cursor = page.NextPageToken;
        }
        while (cursor.Length > 0);

        await responseStream.WriteAsync(new() { Scanned = scanned }, context.CancellationToken);
    }

    private ScanViolationsResponse? Report(Identity identity, ScanViolationsRequest request, PolicySnapshot snapshot)
    {
        var decided = request.RecordedOnly
            ? identity
            : LifecycleDecision.Decide(identity, null, snapshot, time.GetUtcNow(), new DecisionContext(identity.Tenant, identity.Id)).Next;
        var violations = decided.Violations.Where(v => request.Rule.Length == 0 || v.Rule == request.Rule).ToList();
        return violations.Count == 0 ? null : new ScanViolationsResponse
        {
            IdentityId = identity.Id,
            Violations = { violations.Select(ConflictMessages.Write) },
            Withheld = { decided.Withheld.Where(w => violations.Exists(v => w.By == "SodRule/" + v.Rule)).Select(ConflictMessages.Write) },
        };
    }
}
