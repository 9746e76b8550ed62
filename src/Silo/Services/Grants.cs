using Grpc.Core;
using Prov.Domain.Policies;
using Prov.Grains.Contracts;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Gives single identities things by name, and takes them back.</summary>
internal sealed class Grants(IProvStore store, IGrainFactory grains) : GrantService.GrantServiceBase
{
    public override async Task<CreateGrantResponse> CreateGrant(CreateGrantRequest request, ServerCallContext context)
    {
        var change = GrantMessages.Read(request, Caller.Of(context));
        var result = await ChangeAsync(change, request.ValidateOnly, context);
        return new CreateGrantResponse
        {
            Grant = GrantMessages.Write(result.Grant ?? change.Grant!, change.IdentityId),
            Effect = GrantMessages.Write(result),
        };
    }

    public override async Task<RevokeGrantResponse> RevokeGrant(RevokeGrantRequest request, ServerCallContext context)
    {
        var change = GrantMessages.Read(request, Caller.Of(context));
        return new RevokeGrantResponse { Effect = GrantMessages.Write(await ChangeAsync(change, request.ValidateOnly, context)) };
    }

    public override async Task<ListGrantsResponse> ListGrants(ListGrantsRequest request, ServerCallContext context)
    {
        var id = Required.Text(request.IdentityId, "identity_id");
        var identity = await store.LoadIdentityAsync(id, context.CancellationToken);
        if (identity is null || identity.Tenant != Caller.Of(context).Tenant)
        {
            throw Unknown(id);
        }

        var (page, next) = Paging.Cut(identity.DirectGrants, g => g.Id, request.PageSize, request.PageToken);
        return new ListGrantsResponse { Grants = { page.Select(g => GrantMessages.Write(g, id)) }, NextPageToken = next };
    }

    private async Task<GrantChangeResult> ChangeAsync(GrantChange change, bool validateOnly, ServerCallContext context)
    {
        var grain = grains.GetGrain<IIdentityGrain>(GrainKeys.Identity(change.IdentityId));
        var result = await grain.ChangeGrantsAsync(change, validateOnly, context.CancellationToken);
        return result.Refusal is not { } refusal ? result
            : refusal.Faults[0].Reason == Reasons.TextOf(ErrorReason.IdentityUnknown) ? throw Unknown(change.IdentityId)
            : throw RpcErrors.Invalid(refusal.Faults);
    }

    private static RpcException Unknown(string id) => RpcErrors.NotFound(ErrorReason.IdentityUnknown, "There is no such identity.", id);
}
