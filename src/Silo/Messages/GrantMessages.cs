using System.Collections.Immutable;
using Grpc.Core;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Grains.Contracts;
using Prov.Silo.Errors;
using Prov.Silo.Security;
using Prov.V1;
using DesiredAccount = Prov.Domain.Accounts.DesiredAccount;
using DirectGrant = Prov.Domain.Policies.DirectGrant;
using Grant = Prov.Domain.Policies.Grant;
using GrantCause = Prov.Domain.Policies.GrantCause;

namespace Prov.Silo.Messages;

/// <summary>Grants and their changes in messages.</summary>
internal static class GrantMessages
{
    /// <exception cref="RpcException">The message cannot be read as a change.</exception>
    public static GrantChange Read(CreateGrantRequest request, Caller caller)
    {
        var (identity, id) = (Required.Text(request.IdentityId, "identity_id"), Required.Text(request.RequestId, "request_id"));
        var grantId = IdentityId.ForGrant(identity, id);
        return new()
        {
            Tenant = caller.Tenant,
            IdentityId = identity,
            RequestId = id,
            Kind = GrantChangeKind.Give,
            GrantId = grantId,
            Grant = Read(request.Item, grantId) with
            {
                ValidFrom = Instant(request.ValidFrom, "valid_from"),
                ValidUntil = Instant(request.ValidUntil, "valid_until"),
            },
            Reason = request.Explanation,
            Actor = caller.Name,
        };
    }

    /// <exception cref="RpcException">The message cannot be read as a change.</exception>
    public static GrantChange Read(RevokeGrantRequest request, Caller caller) => new()
    {
        Tenant = caller.Tenant,
        IdentityId = Required.Text(request.IdentityId, "identity_id"),
        RequestId = Required.Text(request.RequestId, "request_id"),
        Kind = GrantChangeKind.Revoke,
        GrantId = Required.Text(request.GrantId, "grant_id"),
        Reason = request.Explanation,
        Actor = caller.Name,
    };

    public static V1.DirectGrant Write(DirectGrant grant, string identityId) => new()
    {
        Id = grant.Id,
        IdentityId = identityId,
        Item = Item(grant),
        Origin = grant.Origin == GrantOrigin.ByHand ? V1.DirectGrant.Types.Origin.ByHand : V1.DirectGrant.Types.Origin.Request,
        ValidFrom = Instants.Write(grant.ValidFrom),
        ValidUntil = Instants.Write(grant.ValidUntil),
        GivenBy = grant.GivenBy,
        GivenAt = Instants.Write(grant.GivenAt),
        Explanation = grant.Reason,
    };

    public static GrantEffect Write(GrantChangeResult result) => new()
    {
        Gained = { result.Gained.Select(g => Write(g, result.DirectGrants)) },
        Lost = { result.Lost.Select(g => Write(g, result.DirectGrants)) },
        AccountsChanged = result.AccountsChanged,
        Generation = result.Receipt!.Generation,
        Repeated = result.Receipt.Repeated,
    };

    /// <param name="grant">The grant.</param>
    /// <param name="direct">What its identity is given by name.</param>
    public static V1.Grant Write(Grant grant, ImmutableArray<DirectGrant> direct) => new()
    {
        Kind = grant.Kind switch
        {
            GrantKind.Role => V1.Grant.Types.Kind.Role,
            GrantKind.Account => V1.Grant.Types.Kind.Account,
            _ => V1.Grant.Types.Kind.Entitlement,
        },
        TargetSystem = grant.Target,
        Name = grant.Name,
        Causes = { grant.Causes },
        CausedBy = { GrantCause.Of(grant, direct).Select(c => new V1.GrantCause { Kind = Write(c.Kind), Path = c.Path }) },
        Intent = grant.Intent ?? "",
        ValidUntil = Instants.Write(grant.ValidUntil),
        RemoveAt = Instants.Write(grant.RemoveAt),
    };

    private static V1.GrantCause.Types.Kind Write(GrantCauseKind kind) => kind switch
    {
        GrantCauseKind.Policy => V1.GrantCause.Types.Kind.Policy,
        GrantCauseKind.Role => V1.GrantCause.Types.Kind.Role,
        GrantCauseKind.ByHand => V1.GrantCause.Types.Kind.ByHand,
        GrantCauseKind.Request => V1.GrantCause.Types.Kind.Request,
        _ => V1.GrantCause.Types.Kind.GracePeriod,
    };

    private static DirectGrant Read(GrantedItem? item, string id) => item?.ItemCase switch
    {
        GrantedItem.ItemOneofCase.Role => new() { Id = id, Kind = GrantKind.Role, Name = Required.Text(item.Role, "item.role") },
        GrantedItem.ItemOneofCase.Account => new()
        {
            Id = id,
            Kind = GrantKind.Account,
            Target = Required.Text(item.Account.TargetSystem, "item.account.target_system"),
            Name = item.Account.Intent.Length == 0 ? DesiredAccount.DefaultIntent : item.Account.Intent,
        },
        GrantedItem.ItemOneofCase.Entitlement => new()
        {
            Id = id,
            Kind = GrantKind.Entitlement,
            Target = Required.Text(item.Entitlement.TargetSystem, "item.entitlement.target_system"),
            Name = Required.Text(item.Entitlement.Entitlement, "item.entitlement.entitlement"),
            Intent = item.Entitlement.Intent.Length == 0 ? null : item.Entitlement.Intent,
        },
        _ => throw RpcErrors.Invalid(ErrorReason.FieldMissing, "item", "Give a role, an account or an entitlement."),
    };

    private static GrantedItem Item(DirectGrant grant) => grant.Kind switch
    {
        GrantKind.Role => new() { Role = grant.Name },
        GrantKind.Account => new() { Account = new() { TargetSystem = grant.Target, Intent = grant.Name } },
        _ => new() { Entitlement = new() { TargetSystem = grant.Target, Entitlement = grant.Name, Intent = grant.Intent ?? "" } },
    };

    private static DateTimeOffset? Instant(Google.Protobuf.WellKnownTypes.Timestamp? timestamp, string field)
    {
        try
        {
            return timestamp is null ? null : Instants.Read(timestamp);
        }
        catch (FormatException fault)
        {
            throw RpcErrors.Invalid(ErrorReason.FieldInvalid, field, fault.Message);
        }
    }
}
