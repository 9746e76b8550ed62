using Grpc.Core;
using Prov.Silo.Services;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

public sealed class EventStreamTests
{
    private const int Window = 3;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task RunAsync_AnswersNotRead_ReadsNoMoreThanItsWindow()
    {
        using var admission = new EventAdmission(new AdmissionOptions());
        var (requests, responses) = (new Requests(100), new Responses());
        var running = new EventStream(responses, Window, admission, CancellationToken.None).RunAsync(requests, Answer);

        await requests.WaitForAsync(Window + 1);
        Assert.Equal(Window + 1, requests.Read);

        responses.Open();
        await running.WaitAsync(_limit);
        Assert.Equal(100, responses.Written.Distinct().Count());
    }

    [Fact]
    public async Task RunAsync_SlowFirst_LetsOthersOvertake()
    {
        using var admission = new EventAdmission(new AdmissionOptions());
        var (requests, responses, first) = (new Requests(3), new Responses(), new TaskCompletionSource());
        responses.Open();
        var running = new EventStream(responses, Window, admission, CancellationToken.None).RunAsync(requests, async r =>
        {
            await (r.CorrelationId == 1 ? first.Task : Task.CompletedTask);
            return await Answer(r);
        });

        await requests.WaitForAsync(3);
        first.SetResult();
        await running.WaitAsync(_limit);
        Assert.Equal([2, 3, 1], responses.Written);
    }

    [Fact]
    public async Task RunAsync_AllDone_GivesEveryPlaceBack()
    {
        using var admission = new EventAdmission(new AdmissionOptions { EventsUnderWay = 1 });
        var responses = new Responses();
        responses.Open();
        await new EventStream(responses, Window, admission, CancellationToken.None).RunAsync(new Requests(20), Answer).WaitAsync(_limit);
        admission.Enter();
    }

    private static Task<StreamEventsResponse> Answer(StreamEventsRequest request) =>
        Task.FromResult(new StreamEventsResponse { CorrelationId = request.CorrelationId });

    private sealed class Requests(int count) : IAsyncStreamReader<StreamEventsRequest>
    {
        private readonly SemaphoreSlim _reads = new(0);

        public int Read { get; private set; }

        public StreamEventsRequest Current => new() { CorrelationId = Read };

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (Read == count)
            {
                return Task.FromResult(false);
            }

            Read++;
            _reads.Release();
            return Task.FromResult(true);
        }

        public async Task WaitForAsync(int reads)
        {
            for (var i = 0; i < reads; i++)
            {
                Assert.True(await _reads.WaitAsync(_limit));
            }
        }
    }

    private sealed class Responses : IServerStreamWriter<StreamEventsResponse>
    {
        private readonly TaskCompletionSource _open = new();

        public List<long> Written { get; } = [];

        public WriteOptions? WriteOptions { get; set; }

        public void Open() => _open.SetResult();

        public async Task WriteAsync(StreamEventsResponse message)
        {
            await _open.Task;
            Written.Add(message.CorrelationId);
        }

        public Task WriteAsync(StreamEventsResponse message, CancellationToken cancellationToken) => WriteAsync(message);
    }
}
