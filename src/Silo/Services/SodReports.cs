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
using WithheldGrant = Prov.V1.WithheldGrant;

namespace Prov.Silo.Services;

/// <summary>Reports violations of separation of duties: streams over the store and decides with the same code as the actors.</summary>
internal sealed class SodReports(IProvStore store, PolicyCurrent policies, TimeProvider time) : SodService.SodServiceBase
{
    private const int PageSize = 1000;

    public override async Task<ListViolationsResponse> ListViolations(ListViolationsRequest request, ServerCallContext context)
    {
        var query = new ViolationQuery(Caller.Of(context).Tenant, Paging.SizeOf(request.PageSize), request.PageToken)
        {
            Rule = request.Rule.Length == 0 ? null : request.Rule,
        };
        var page = await Paging.ReadAsync(() => store.ListViolationsAsync(query, context.CancellationToken));
        return new ListViolationsResponse
        {
            Violations =
            {
                page.Items.Select(r => new IdentityViolation
                {
                    IdentityId = r.Identity.Id,
                    Violation = ConflictMessages.Write(r.Violation),
                    Withheld = { WithheldBy(r.Violation.Rule, r.Identity) },
                }),
            },
            NextPageToken = page.NextPageToken,
        };
    }

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
            Withheld = { violations.SelectMany(v => WithheldBy(v.Rule, decided)) },
        };
    }

    private static IEnumerable<WithheldGrant> WithheldBy(string rule, Identity identity) =>
        identity.Withheld.Where(w => w.By == "SodRule/" + rule).Select(w => ConflictMessages.Write(w, identity.DirectGrants));
}
