using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Shows the record of what happened, as a list and as it grows, and proves it.</summary>
internal sealed class Audits(IProvStore store, TimeProvider time) : AuditService.AuditServiceBase
{
    private const int WatchPage = 500;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _sign = TimeSpan.FromSeconds(15);

    public override async Task<ListAuditEntriesResponse> ListAuditEntries(ListAuditEntriesRequest request, ServerCallContext context)
    {
        var query = new AuditQuery(Caller.Of(context).Tenant, Paging.SizeOf(request.PageSize), request.PageToken)
        {
            IdentityId = NullIfEmpty(request.IdentityId),
            Subject = NullIfEmpty(request.Subject),
            Action = NullIfEmpty(request.Action),
            Descending = request.Descending,
        };
        var page = await Paging.ReadAsync(() => store.ListAuditAsync(query, context.CancellationToken));
        return new ListAuditEntriesResponse { Entries = { page.Items.Select(Write) }, NextPageToken = page.NextPageToken };
    }

    public override async Task WatchAuditEntries(
        WatchAuditEntriesRequest request, IServerStreamWriter<WatchAuditEntriesResponse> responseStream, ServerCallContext context)
    {
        var tenant = Caller.Of(context).Tenant;
        var position = await StartAsync(request, tenant, context.CancellationToken);
        await SignAsync(responseStream, position, context.CancellationToken);
        var silentSince = time.GetTimestamp();
        while (!context.CancellationToken.IsCancellationRequested)
        {
            var page = await PageAfterAsync(tenant, position, context.CancellationToken);
            foreach (var row in page.Items)
            {
                position = row.Position;
                await responseStream.WriteAsync(new() { Entry = Write(row), Cursor = AuditCursor.Of(position) }, context.CancellationToken);
            }

            if (page.Items.Length > 0)
            {
                silentSince = time.GetTimestamp();
                continue;
            }

            if (time.GetElapsedTime(silentSince) >= _sign)
            {
                await SignAsync(responseStream, position, context.CancellationToken);
                silentSince = time.GetTimestamp();
            }

            await Task.Delay(_pause, time, context.CancellationToken);
        }
    }

    public override async Task<VerifyAuditResponse> VerifyAudit(VerifyAuditRequest request, ServerCallContext context)
    {
        var verification = await store.VerifyAuditAsync(context.CancellationToken);
        return new VerifyAuditResponse
        {
            Intact = verification.Breaks.IsEmpty,
            Batches = verification.Batches,
            Entries = verification.Entries,
            Breaks = { verification.Breaks },
        };
    }

    // A sign at the start lets the caller know from where on nothing is missed.
    private static Task SignAsync(IServerStreamWriter<WatchAuditEntriesResponse> responses, long position, CancellationToken cancellationToken) =>
        responses.WriteAsync(new() { Cursor = AuditCursor.Of(position) }, cancellationToken);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static AuditEntry Write(AuditRow row)
    {
        var message = new AuditEntry
        {
            Position = row.Position,
            At = row.Entry.At.ToTimestamp(),
            Subject = row.Entry.Subject,
            IdentityId = row.Entry.IdentityId,
            Action = row.Entry.Action,
            Actor = row.Entry.Actor,
            Cause = row.Entry.Cause,
        };
        message.Details.Add(row.Entry.Details);
        return message;
    }

    private async Task<long> StartAsync(WatchAuditEntriesRequest request, string tenant, CancellationToken cancellationToken)
    {
        if (request.Cursor.Length > 0)
        {
            return AuditCursor.PositionOf(request.Cursor)
                ?? throw RpcErrors.Invalid(ErrorReason.CursorInvalid, "cursor", "This stream gave no such cursor. Begin again without one.");
        }

        if (request.FromStart)
        {
            return 0;
        }

        var newest = await store.ListAuditAsync(new AuditQuery(tenant, 1, "") { Descending = true }, cancellationToken);
        return newest.Items.IsEmpty ? 0 : newest.Items[0].Position;
    }

    private Task<Page<AuditRow>> PageAfterAsync(string tenant, long position, CancellationToken cancellationToken) =>
        store.ListAuditAsync(new AuditQuery(tenant, WatchPage, AuditCursor.Of(position)), cancellationToken);
}
