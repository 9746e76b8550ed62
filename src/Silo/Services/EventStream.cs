using System.Threading.Channels;
using Grpc.Core;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>
/// One stream of events: as many under way at once as its window has places, answers as they come. A sender that reads no answers is
/// held back, because an event keeps its place until its answer is written.
/// </summary>
internal sealed class EventStream(
    IServerStreamWriter<StreamEventsResponse> responses, int window, EventAdmission admission, CancellationToken cancellationToken)
{
    private static readonly WriteOptions _more = new(WriteFlags.BufferHint);
    private readonly SemaphoreSlim _places = new(window);
    private readonly Channel<StreamEventsResponse> _answers =
        Channel.CreateUnbounded<StreamEventsResponse>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Reads to the end; returns when every event has been answered.</summary>
    public async Task RunAsync(IAsyncStreamReader<StreamEventsRequest> requests, Func<StreamEventsRequest, Task<StreamEventsResponse>> answer)
    {
        var writing = WriteAsync();
        try
        {
            while (await requests.MoveNext(cancellationToken))
            {
                await _places.WaitAsync(cancellationToken);
                await admission.EnterAsync(cancellationToken);
                _ = AnswerAsync(requests.Current, answer);
            }

            // All places back means that all answers are written.
            for (var place = 0; place < window; place++)
            {
                await _places.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            _answers.Writer.TryComplete();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await writing;
    }

    private async Task AnswerAsync(StreamEventsRequest request, Func<StreamEventsRequest, Task<StreamEventsResponse>> answer)
    {
        try
        {
            await _answers.Writer.WriteAsync(await answer(request), CancellationToken.None);
        }
        catch (Exception fault) when (fault is OperationCanceledException or ChannelClosedException || cancellationToken.IsCancellationRequested)
        {
            // The caller has gone: nobody waits for the answer.
        }
        finally
        {
            admission.Leave();
        }
    }

    private async Task WriteAsync()
    {
        await foreach (var response in _answers.Reader.ReadAllAsync(cancellationToken))
        {
            // While more answers wait, they share a packet; the last one goes out at once.
            responses.WriteOptions = _answers.Reader.TryPeek(out _) ? _more : WriteOptions.Default;
            await responses.WriteAsync(response, cancellationToken);
            _places.Release();
        }
    }
}
