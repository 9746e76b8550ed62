using Google.Rpc;
using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

[Collection(SiloCollection.Name)]
public sealed class LifecycleEventsTests(RunningSilo silo)
{
    private readonly LifecycleEventService.LifecycleEventServiceClient _events = new(silo.Calls);
    private readonly AccountService.AccountServiceClient _accounts = new(silo.Calls);

    [Fact]
    public async Task SubmitEvent_Join_BringsTheAccountToItsTarget()
    {
        var key = Events.NewKey();
        var receipt = (await _events.SubmitEventAsync(new() { Event = Events.Join(key) })).Receipt;

        Assert.Equal((key + ":join", EventReceipt.Types.Outcome.Applied, false), (receipt.EventId, receipt.Outcome, receipt.Repeated));
        await Deadline.UntilAsync(
            async () => await AccountOfAsync(receipt.IdentityId) is { Status: Account.Types.Status.Converged, Observed.Enabled: true },
            TimeSpan.FromSeconds(20),
            "the account is converged");
    }

    [Fact]
    public async Task SubmitEvent_Repeated_GivesTheFirstReceipt()
    {
        var join = Events.Join(Events.NewKey());
        var first = (await _events.SubmitEventAsync(new() { Event = join })).Receipt;
        var second = (await _events.SubmitEventAsync(new() { Event = join })).Receipt;

        Assert.True(second.Repeated);
        Assert.Equal((first.IdentityId, first.Outcome, first.Generation), (second.IdentityId, second.Outcome, second.Generation));
    }

    [Fact]
    public async Task SubmitEvent_IdOfAnotherEvent_IsRefused()
    {
        var key = Events.NewKey();
        await _events.SubmitEventAsync(new() { Event = Events.Join(key) });
        await _events.SubmitEventAsync(new() { Event = Events.Move(key, key + ":1", "Support") });

        await Fail.WithAsync(StatusCode.InvalidArgument, "EVENT_ID_REUSED", async () =>
            await _events.SubmitEventAsync(new() { Event = Events.Move(key, key + ":1", "Legal") }));
    }

    [Fact]
    public async Task SubmitEvent_ManyFaults_TellsAllAtOnce()
    {
        var bad = Events.Join("");
        bad.EventId = new string('x', 300);
        bad.Sequence = -1;
        bad.Attributes["level"] = new() { StringValue = "high" };
        bad.Attributes["shoe_size"] = new() { IntegerValue = 42 };
        bad.Attributes.Remove("family_name");

        var error = await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", async () => await _events.SubmitEventAsync(new() { Event = bad }));

        Assert.Equivalent(
            new[]
            {
                ("source_key", "FIELD_MISSING"), ("event_id", "FIELD_TOO_LONG"), ("sequence", "SEQUENCE_INVALID"),
                ("attributes[\"level\"]", "ATTRIBUTE_TYPE_MISMATCH"), ("attributes[\"shoe_size\"]", "ATTRIBUTE_UNKNOWN"),
                ("attributes[\"family_name\"]", "ATTRIBUTE_REQUIRED"),
            },
            Fail.FaultsOf(error),
            strict: true);
    }

    [Fact]
    public async Task SubmitEvent_FormAtFault_TellsAllAtOnce()
    {
        var bad = Events.Join(Events.NewKey());
        bad.Kind = LifecycleEvent.Types.Kind.Unspecified;
        bad.EffectiveAt = new() { Seconds = long.MaxValue };
        bad.Attributes["badge"] = new() { ListValue = new() { Values = { new AttributeValue { ListValue = new() } } } };

        var error = await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", async () => await _events.SubmitEventAsync(new() { Event = bad }));

        Assert.Equivalent(
            new[] { ("kind", "FIELD_MISSING"), ("effective_at", "FIELD_INVALID"), ("attributes", "FIELD_INVALID") }, Fail.FaultsOf(error), strict: true);
    }

    [Fact]
    public async Task SubmitEvent_Nothing_IsRefused() => await Fail.WithAsync(
        StatusCode.InvalidArgument, "FIELD_MISSING", async () => await _events.SubmitEventAsync(new()));

    [Fact]
    public async Task SubmitEvent_MoveOfNobody_IsRefused() => await Fail.WithAsync(
        StatusCode.FailedPrecondition, "RECORD_UNKNOWN", async () => await _events.SubmitEventAsync(new() { Event = Events.Move(Events.NewKey(), "m", "Legal") }));

    [Fact]
    public async Task SubmitEvent_TenantWithoutConfiguration_IsRefused() => await Fail.WithAsync(
        StatusCode.FailedPrecondition,
        "CONFIGURATION_MISSING",
        async () => await new LifecycleEventService.LifecycleEventServiceClient(silo.As(RunningSilo.OtherTenantToken)).SubmitEventAsync(
            new() { Event = Events.Join(Events.NewKey()) }));

    [Fact]
    public async Task SubmitEvent_MessageOverTheLimit_IsRefused()
    {
        var large = Events.Join(new string('k', 5 * 1024 * 1024));
        var error = await Assert.ThrowsAsync<RpcException>(async () => await _events.SubmitEventAsync(new() { Event = large }));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    [Fact]
    public async Task SubmitEvents_OneBadAmongGood_AnswersInOrder()
    {
        var (first, last) = (Events.Join(Events.NewKey()), Events.Join(Events.NewKey()));
        var bad = Events.Join(Events.NewKey());
        bad.Source = "nobody";

        var results = (await _events.SubmitEventsAsync(new() { Events = { first, bad, last } })).Results;

        Assert.Equal([first.EventId, "", last.EventId], results.Select(r => r.Receipt?.EventId ?? ""));
        Assert.Equal([("source", "SOURCE_UNKNOWN")], Fail.FaultsOf(results[1].Error));
        Assert.Equal("SOURCE_UNKNOWN", results[1].Error.GetDetail<ErrorInfo>().Reason);
    }

    [Fact]
    public async Task SubmitEvents_MoreThanTheLimit_IsRefusedWhole()
    {
        var events = Enumerable.Range(0, 501).Select(_ => Events.Join(Events.NewKey()));
        await Fail.WithAsync(StatusCode.InvalidArgument, "TOO_MANY", async () => await _events.SubmitEventsAsync(new() { Events = { events } }));
    }

    [Fact]
    public async Task StreamEvents_ManyWithOneBad_AnswersEachByItsCorrelation()
    {
        const int Count = 2500;
        const int Bad = 1234;
        using var call = _events.StreamEvents();
        var answers = ReadAsync(call.ResponseStream);
        for (var i = 0; i < Count; i++)
        {
            var join = Events.Join(Events.NewKey());
            join.Source = i == Bad ? "nobody" : join.Source;
            await call.RequestStream.WriteAsync(new() { CorrelationId = i, Event = join });
        }

        await call.RequestStream.CompleteAsync();
        var received = await answers;

        Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), received.Select(a => a.CorrelationId).Order());
        var failed = Assert.Single(received, a => a.Error is not null);
        Assert.Equal((Bad, "SOURCE_UNKNOWN"), (failed.CorrelationId, failed.Error.GetDetail<ErrorInfo>().Reason));
    }

    [Fact]
    public async Task StreamEvents_CallerGoesAway_LeavesTheSiloServing()
    {
        using (var call = _events.StreamEvents())
        {
            await call.RequestStream.WriteAsync(new() { CorrelationId = 1, Event = Events.Join(Events.NewKey()) });
        }

        Assert.NotNull((await _events.SubmitEventAsync(new() { Event = Events.Join(Events.NewKey()) })).Receipt);
    }

    private static async Task<List<StreamEventsResponse>> ReadAsync(IAsyncStreamReader<StreamEventsResponse> responses)
    {
        var read = new List<StreamEventsResponse>();
        await foreach (var response in responses.ReadAllAsync())
        {
            read.Add(response);
        }

        return read;
    }

    private async Task<Account?> AccountOfAsync(string identityId) => (await _accounts.ListAccountsAsync(
        new() { Filter = $"account.identity == \"{identityId}\" && account.target == \"{Documents.Target}\"" })).Accounts.SingleOrDefault();
}
