using System.Diagnostics;
using Grpc.Core;
using Prov.V1;

namespace Prov.LoadTests.Joiners;

/// <summary>Sends events through the bidirectional stream on a schedule of their own, whether answers come or not.</summary>
internal sealed class JoinerStream(LifecycleEventService.LifecycleEventServiceClient client)
{
    /// <summary>Sends so many events at a rate and waits for all answers.</summary>
    /// <param name="events">The events in order.</param>
    /// <param name="perSecond">Intended rate; 0 sends as fast as flow control lets.</param>
    /// <returns>Seconds from each event's intended start to its acknowledgement, unordered.</returns>
    /// <exception cref="InvalidOperationException">An event was refused: the figures would mean nothing.</exception>
    public async Task<double[]> SendAsync(IReadOnlyList<LifecycleEvent> events, double perSecond)
    {
        using var call = client.StreamEvents();
        var intended = new long[events.Count];
        var latencies = new double[events.Count];
        var reading = ReadAsync(call.ResponseStream, intended, latencies);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < events.Count; i++)
        {
            intended[i] = perSecond <= 0 ? Stopwatch.GetTimestamp() : start + (long)(i / perSecond * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < intended[i])
            {
                await Task.Delay(1);
            }

            await call.RequestStream.WriteAsync(new StreamEventsRequest { CorrelationId = i, Event = events[i] });
        }

        await call.RequestStream.CompleteAsync();
        await reading;
        return latencies;
    }

    private static async Task ReadAsync(IAsyncStreamReader<StreamEventsResponse> answers, long[] intended, double[] latencies)
    {
        await foreach (var answer in answers.ReadAllAsync())
        {
            if (answer.Error is { } error)
            {
                throw new InvalidOperationException($"An event was refused: {error.Message}");
            }

            latencies[answer.CorrelationId] = Stopwatch.GetElapsedTime(intended[answer.CorrelationId]).TotalSeconds;
        }
    }
}
