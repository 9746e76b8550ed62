using Grpc.Core;
using Prov.Grains.Sources;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.V1;
using Status = Google.Rpc.Status;

namespace Prov.Silo.Services;

/// <summary>Takes events in: one by one, in batches, in streams.</summary>
internal sealed class LifecycleEvents(IEventSubmitter submitter, EventAdmission admission, AdmissionOptions options, FaultInterceptor faults)
    : LifecycleEventService.LifecycleEventServiceBase
{
    private const int MaxBatch = 500;

    public override async Task<SubmitEventResponse> SubmitEvent(SubmitEventRequest request, ServerCallContext context)
    {
        admission.Enter();
        try
        {
            var (receipt, error) = await SubmitAsync(request.Event, context);
            return error is null ? new SubmitEventResponse { Receipt = receipt } : throw error.ToRpcException();
        }
        finally
        {
            admission.Leave();
        }
    }

    public override async Task<SubmitEventsResponse> SubmitEvents(SubmitEventsRequest request, ServerCallContext context)
    {
        if (request.Events.Count > MaxBatch)
        {
            throw RpcErrors.Invalid(ErrorReason.TooMany, "events", $"Give at most {MaxBatch} events.");
        }

        // The first place decides whether the silo takes the batch at all; its other events wait for theirs.
        admission.Enter();
        admission.Leave();
        var results = await Task.WhenAll(request.Events.Select(e => SubmitInTurnAsync(e, context)));
        return new SubmitEventsResponse { Results = { results } };
    }

    public override Task StreamEvents(
        IAsyncStreamReader<StreamEventsRequest> requestStream, IServerStreamWriter<StreamEventsResponse> responseStream, ServerCallContext context) =>
        new EventStream(responseStream, options.StreamWindow, admission, context.CancellationToken).RunAsync(
            requestStream, request => AnswerAsync(request, context));

    private async Task<EventResult> SubmitInTurnAsync(LifecycleEvent message, ServerCallContext context)
    {
        await admission.EnterAsync(context.CancellationToken);
        try
        {
            var (receipt, error) = await SubmitSafelyAsync(message, context);
            return error is null ? new EventResult { Receipt = receipt } : new EventResult { Error = error };
        }
        finally
        {
            admission.Leave();
        }
    }

    private async Task<StreamEventsResponse> AnswerAsync(StreamEventsRequest request, ServerCallContext context)
    {
        var response = new StreamEventsResponse { CorrelationId = request.CorrelationId };
        var (receipt, error) = await SubmitSafelyAsync(request.Event, context);
        if (error is null)
        {
            response.Receipt = receipt;
        }
        else
        {
            response.Error = error;
        }

        return response;
    }

    /// <summary>An event among others: what goes wrong with it is its own answer.</summary>
    private async Task<(EventReceipt? Receipt, Status? Error)> SubmitSafelyAsync(LifecycleEvent? message, ServerCallContext context)
    {
        try
        {
            return await SubmitAsync(message, context);
        }
#pragma warning disable CA1031 // Translated and logged like any fault of a call.
        catch (Exception fault) when (!context.CancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return (null, faults.Translate(fault, context).GetRpcStatus());
        }
    }

    private async Task<(EventReceipt? Receipt, Status? Error)> SubmitAsync(LifecycleEvent? message, ServerCallContext context)
    {
        var (read, problems) = Events.Read(message, Caller.Of(context));
        if (read is null)
        {
            return (null, RpcErrors.InvalidStatus(problems));
        }

        var result = await submitter.SubmitAsync(read, context.CancellationToken);
        return result.Refusal is { } refusal
            ? (null, RpcErrors.InvalidStatus(refusal.Faults))
            : (Events.Write(result.Receipt!), null);
    }
}
