using Grpc.Core;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Grains.Preview;
using Prov.Silo.Configuration;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Shows what would happen. Whole populations are looked at one after the other, so that the silo keeps its latency.</summary>
internal sealed class Previews(
    Previewer previewer, FeedPreviewer feeds, ConfigurationCheck check, PolicyCurrent policies, ProvisionOnDemand onDemand, IProvStore store)
    : PreviewService.PreviewServiceBase
{
    private const int UsualSamples = 20;
    private const int MaxSamples = 200;
    private readonly SemaphoreSlim _wholePopulation = new(1, 1);

    public override async Task PreviewConfiguration(
        PreviewConfigurationRequest request, IServerStreamWriter<PreviewConfigurationResponse> responseStream, ServerCallContext context)
    {
        var (caller, cancellation) = (Caller.Of(context), context.CancellationToken);
        var faults = check.Check(request.Documents).Faults;
        if (!faults.IsEmpty)
        {
            throw Configurations.Invalid(faults);
        }

        var before = await policies.FindAsync(caller.Tenant, cancellation) ?? PolicySnapshot.Empty;
        var after = PolicySnapshot.Compile(DocumentReader.Read(DocumentForm.Normal(request.Documents)).Configuration, before.Version + 1).Snapshot!;
        var samples = request.MaxSamples == 0 ? UsualSamples : Math.Clamp(request.MaxSamples, 1, MaxSamples);
        if (!await _wholePopulation.WaitAsync(TimeSpan.Zero, cancellation))
        {
            throw RpcErrors.Of(StatusCode.ResourceExhausted, ErrorReason.PreviewUnderWay, "Another preview of the whole population is under way. Try again when it is over.");
        }

        try
        {
            var preview = await previewer.OfConfigurationAsync(
                caller.Tenant, before, after, samples, p => responseStream.WriteAsync(new() { Progress = p }, cancellation), cancellation);
            foreach (var sample in preview.Summary.Samples)
            {
                await responseStream.WriteAsync(new() { Sample = PreviewMessages.Write(sample) }, cancellation);
            }

            var summary = PreviewMessages.Write(preview.Summary, preview.Verdicts, preview.ConcernsEveryone, preview.Took);
            await responseStream.WriteAsync(new() { Summary = summary }, cancellation);
        }
        finally
        {
            _wholePopulation.Release();
        }
    }

    public override async Task<PreviewEventResponse> PreviewEvent(PreviewEventRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var (read, problems) = Events.Read(request.Event, caller);
        if (read is null)
        {
            throw RpcErrors.Invalid(problems);
        }

        var preview = await previewer.OfEventAsync(read, await SnapshotAsync(caller, context), context.CancellationToken);
        if (preview is { Plan: null, Verdict: { } verdict })
        {
            return new PreviewEventResponse { Outcome = V1.EventReceipt.Types.Outcome.Waiting, Correlation = verdict.Explanation };
        }

        if (preview.Plan is not { } plan)
        {
            throw RpcErrors.Invalid([.. preview.Faults.Select(f => new InputFault(f.Reason, f.Path, f.Message))]);
        }

        return new PreviewEventResponse
        {
            Outcome = Events.Write(plan.Decision.Outcome ?? EventOutcome.Unchanged),
            CorrelatedBy = preview.CorrelatedBy is { } key ? $"{key.Space}={key.Key}" : "",
            Correlation = preview.Verdict?.Explanation ?? "",
            Plan = PreviewMessages.Write(plan),
        };
    }

    public override async Task PreviewFeed(
        IAsyncStreamReader<PreviewFeedRequest> requestStream, IServerStreamWriter<PreviewFeedResponse> responseStream, ServerCallContext context)
    {
        var (caller, cancellation) = (Caller.Of(context), context.CancellationToken);
        if (!await requestStream.MoveNext(cancellation) || requestStream.Current.PartCase != PreviewFeedRequest.PartOneofCase.Source)
        {
            throw RpcErrors.Invalid(ErrorReason.ImportHeaderMissing, "source", "Name the source first, then send the file.");
        }

        var source = Required.Text(requestStream.Current.Source, "source");
        var snapshot = await SnapshotAsync(caller, context);
        await using var content = new FeedStream<PreviewFeedRequest>(
            requestStream, r => r.PartCase == PreviewFeedRequest.PartOneofCase.Chunk ? r.Chunk.Memory : null);
        var preview = await Imports.RefusableAsync(() => feeds.OfFeedAsync(
            caller.Tenant, source, content, snapshot, UsualSamples, p => responseStream.WriteAsync(new() { Progress = p }, cancellation), cancellation));
        foreach (var sample in preview.Summary.Samples)
        {
            await responseStream.WriteAsync(new() { Sample = PreviewMessages.Write(sample) }, cancellation);
        }

        await responseStream.WriteAsync(new() { Summary = PreviewMessages.Write(preview) }, cancellation);
    }

    public override async Task<PreviewIdentityResponse> PreviewIdentity(PreviewIdentityRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        if (request.Apply && !caller.Allowed.Contains(Permissions.IdentitiesEvaluate))
        {
            throw RpcErrors.PermissionDenied(Permissions.IdentitiesEvaluate);
        }

        var snapshot = await SnapshotAsync(caller, context);
        var id = Required.Text(request.IdentityId, "identity_id");
        var plan = await previewer.OfIdentityAsync(caller.Tenant, id, snapshot, context.CancellationToken)
            ?? throw RpcErrors.NotFound(ErrorReason.IdentityUnknown, "There is no such identity.", id);
        var secrecy = new Secrecy(snapshot);
        var response = new PreviewIdentityResponse
        {
            Records = { plan.Decision.Next.Records.Select(r => IdentityMessages.Write(r, secrecy)) },
            Identity = IdentityMessages.Write(plan.Decision.Next, secrecy),
            Plan = PreviewMessages.Write(plan),
        };
        if (request.Apply)
        {
            var accounts = await onDemand.ApplyAsync(id, caller.Name, context.CancellationToken);
            response.Accounts.AddRange(accounts.Select(a => AccountMessages.Write(a, secrecy)));
            var saved = await store.LoadIdentityAsync(id, context.CancellationToken);
            response.Identity = saved is null ? response.Identity : IdentityMessages.Write(saved, secrecy);
        }

        return response;
    }

    private async Task<PolicySnapshot> SnapshotAsync(Caller caller, ServerCallContext context) =>
        await policies.FindAsync(caller.Tenant, context.CancellationToken)
        ?? throw RpcErrors.Of(StatusCode.FailedPrecondition, ErrorReason.ConfigurationMissing, "No configuration has been applied yet: apply one first.");
}
