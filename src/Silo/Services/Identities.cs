using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Domain.Explanations;
using Prov.Domain.Policies;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.V1;
using Identity = Prov.Domain.Identities.Identity;

namespace Prov.Silo.Services;

/// <summary>Shows identities, and why they have what they have.</summary>
internal sealed class Identities(IProvStore store, IGrainFactory grains, PolicyCurrent policies, TimeProvider time)
    : IdentityService.IdentityServiceBase
{
    public override async Task<GetIdentityResponse> GetIdentity(GetIdentityRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var identity = await FindAsync(request.IdentityId, caller, context.CancellationToken);
        var secrecy = new Secrecy(await policies.FindAsync(caller.Tenant, context.CancellationToken));
        return new GetIdentityResponse { Identity = IdentityMessages.Write(identity, secrecy) };
    }

    public override async Task<ListIdentitiesResponse> ListIdentities(ListIdentitiesRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var snapshot = await policies.FindAsync(caller.Tenant, context.CancellationToken);
        var query = new IdentityQuery(caller.Tenant, Paging.SizeOf(request.PageSize), request.PageToken)
        {
            Filter = IdentityFilters.Read(request.Filter, snapshot),
        };
        var page = await Paging.ReadAsync(() => store.ListIdentitiesAsync(query, context.CancellationToken));
        var secrecy = new Secrecy(snapshot);
        return new ListIdentitiesResponse
        {
            Identities = { page.Items.Select(row => Write(row, secrecy)) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<ExplainIdentityResponse> ExplainIdentity(ExplainIdentityRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var identity = await FindAsync(request.IdentityId, caller, context.CancellationToken);
        var snapshot = await policies.FindAsync(caller.Tenant, context.CancellationToken);
        var secrecy = new Secrecy(snapshot);
        var accounts = await store.ListAccountsAsync(
            new AccountQuery(caller.Tenant, 1000, "") { IdentityId = identity.Id }, context.CancellationToken);
        var response = new ExplainIdentityResponse
        {
            Identity = IdentityMessages.Write(identity, secrecy),
            Records = { identity.Records.Select(r => IdentityMessages.Write(r, secrecy)) },
            Accounts = { accounts.Items.Select(a => AccountMessages.Write(a, secrecy)) },
        };
        foreach (var (attribute, provenance) in identity.Provenance)
        {
            response.Provenance[attribute] = new() { Source = provenance.Source, SourceKey = provenance.SourceKey };
        }

        if (snapshot is not null)
        {
            var explanation = Explainer.Explain(identity, snapshot, time.GetUtcNow());
            response.Candidates.AddRange(explanation.Attributes.SelectMany(a => a.Candidates.Select(c => IdentityMessages.Write(a.Name, c))));
            response.Notes.AddRange(explanation.Notes.Select(n => new DecisionNote { Reason = n.Reason, Subject = n.Subject, Message = n.Message }));
        }

        response.Tree = Tree(request, identity, accounts.Items, snapshot);
        return response;
    }

    public override async Task<EvaluateIdentityResponse> EvaluateIdentity(EvaluateIdentityRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var identity = await FindAsync(request.IdentityId, caller, context.CancellationToken);
        var summary = await grains.GetGrain<IIdentityGrain>(GrainKeys.Identity(identity.Id)).EvaluateAsync(
            new EvaluationRequest(EvaluationCause.Requested) { Actor = caller.Name }, context.CancellationToken);
        return new EvaluateIdentityResponse { Changed = summary.Changed, AccountsChanged = summary.AccountsChanged };
    }

    /// <summary>The answer to what is asked after; null when nothing is.</summary>
    private ExplanationNode? Tree(ExplainIdentityRequest request, Identity identity, IEnumerable<AccountRow> accounts, PolicySnapshot? snapshot)
    {
        if (request.TargetSystem.Length + request.Attribute.Length + request.Entitlement.Length == 0)
        {
            return null;
        }

        if (request.Entitlement.Length > 0)
        {
            Required.Text(request.TargetSystem, "target_system");
        }

        var question = new ExplainQuestion(NullIfEmpty(request.TargetSystem), NullIfEmpty(request.Attribute), NullIfEmpty(request.Entitlement));
        var known = accounts.ToDictionary(a => a.Desired.AccountId, a => a.Account, StringComparer.Ordinal);
        return snapshot is null
            ? throw RpcErrors.Of(StatusCode.FailedPrecondition, ErrorReason.ConfigurationMissing, "No configuration has been applied yet.")
            : ExplanationMessages.Write(new TreeExplainer(identity, known, snapshot, time.GetUtcNow()).Answer(question));
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static V1.Identity Write(IdentityRow row, Secrecy secrecy)
    {
        var message = IdentityMessages.Write(row.Identity, secrecy);
        (message.CreatedAt, message.UpdatedAt) = (row.CreatedAt.ToTimestamp(), row.UpdatedAt.ToTimestamp());
        return message;
    }

    private async Task<Identity> FindAsync(string id, Caller caller, CancellationToken cancellationToken) =>
        await store.LoadIdentityAsync(Required.Text(id, "identity_id"), cancellationToken) is { } identity && identity.Tenant == caller.Tenant
            ? identity
            : throw RpcErrors.NotFound(ErrorReason.IdentityUnknown, "There is no such identity.", id);
}
