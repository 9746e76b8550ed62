using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.V1;
using Decision = Prov.V1.CompleteWorkItemRequest.Types.Decision;
using Form = Prov.V1.BlockPart.Types.Form;
using Method = Prov.V1.AttributeComparison.Types.Method;
using Outcome = Prov.V1.EventReceipt.Types.Outcome;
using Row = Prov.V1.SimulatedRow.Types.Outcome;

namespace Prov.Silo.Tests.Services;

/// <summary>A contractor becomes an employee: two sources, no common number, one identity.</summary>
public sealed class CorrelationTests : IAsyncLifetime
{
    private readonly RunningSilo _silo = new();

    public async ValueTask InitializeAsync()
    {
        await _silo.InitializeAsync();
        await _silo.ApplyAsync([Schema(), Source("hr", 10), Source("suppliers", 20), Rule(), Documents.Directory(), Documents.Everyone()]);
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Record_OfASecondSource_IsLinkedWaitsOrIsNew()
    {
        var jane = await SubmitAsync("suppliers", "s-1", "Smith", "Jane", "0791234567");

        var doubtful = await SubmitAsync("hr", "e-2", "Smith", "Jane", "0761112233");
        Assert.Equal(Outcome.Waiting, doubtful.Outcome);
        var same = await SubmitAsync("hr", "e-1", "Smyth", "Jane", "0791234567");
        Assert.Equal((jane.IdentityId, Outcome.Applied), (same.IdentityId, same.Outcome));
        var other = await SubmitAsync("hr", "e-3", "Keller", "Otto", "0445556677");
        Assert.Equal(Outcome.Applied, other.Outcome);
        var accounts = new AccountService.AccountServiceClient(_silo.Calls);
        Assert.Equal(2, (await accounts.ListAccountsAsync(new())).Accounts.Count);

        var items = new WorkItemService.WorkItemServiceClient(_silo.Calls);
        var item = Assert.Single((await items.ListWorkItemsAsync(new() { Filter = "item.kind == 'correlation' && item.state == 'open'" })).Items);
        Assert.Equal(("people-team", 1, jane.IdentityId), (item.Owner, item.WaitingEvents, Assert.Single(item.Candidates).IdentityId));
        Assert.Equal("0761112233", (await items.GetWorkItemAsync(new() { ItemId = item.Id })).Item.Record["mobile"].StringValue);
        Assert.Empty(item.Record);
        var done = (await items.CompleteWorkItemAsync(new() { ItemId = item.Id, Decision = Decision.Create, Comment = "her cousin" })).Item;

        Assert.Equal((WorkItem.Types.State.Done, "Create: her cousin"), (done.State, done.Decision));
        Assert.Equal(3, (await accounts.ListAccountsAsync(new())).Accounts.Count);
    }

    [Fact]
    public async Task SimulateCorrelation_WithTruth_JudgesEveryRowAndWritesNothing()
    {
        var jane = await SubmitAsync("suppliers", "s-1", "Smith", "Jane", "0791234567");
        var ken = await SubmitAsync("suppliers", "s-2", "Obi", "Ken", "0448889900");
        await SubmitAsync("hr", "e-9", "Keller", "Otto", "0445556677");
        const string Feed = "key,family,given,mobile\n"
            + "e-1,Smyth,Jane,0791234567\ne-2,Smith,Jane,0761112233\ne-3,Rossi,Ada,0310001122\ne-4,Obi,Ken,0448889900\ne-9,Keller,Otto,0445556677\ne-5,too,few\n";
        var truth = new Dictionary<string, string> { ["e-1"] = "suppliers/s-1", ["e-2"] = jane.IdentityId, ["e-3"] = "", ["e-4"] = jane.IdentityId };

        var (rows, summary) = await SimulateAsync("hr", Feed, truth);

        Assert.Equal(
            [(Row.Link, jane.IdentityId), (Row.Review, ""), (Row.Create, ""), (Row.Link, ken.IdentityId), (Row.Known, rows[4].IdentityId), (Row.Bad, "")],
            rows.Select(r => (r.Outcome, r.IdentityId)));
        Assert.Equal([false, false, false, true, false, false], rows.Select(r => r.Wrong));
        Assert.Equal((2, 1, 1, 1, 1, 1), (summary.Links, summary.Creates, summary.Reviews, summary.Known, summary.Bad, summary.WrongLinks));
        Assert.Equal((0.5, 1 / 3.0), (summary.Precision, summary.Recall), EqualityComparer<(double, double)>.Create(
            (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && Math.Abs(a.Item2 - b.Item2) < 1e-9));
        Assert.Equal(3, (await new IdentityService.IdentityServiceClient(_silo.Calls).ListIdentitiesAsync(new())).Identities.Count);
    }

    [Fact]
    public async Task SimulateCorrelation_AtFault_IsRefused()
    {
        await Fail.WithAsync(StatusCode.InvalidArgument, "SOURCE_UNKNOWN", () => SimulateAsync("nobody", "key\n1\n", []));
        await Fail.WithAsync(StatusCode.InvalidArgument, "FEED_INVALID", () => SimulateAsync("hr", "key,colour\n1,red\n", []));
        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", () => SimulateAsync("", "", []));
    }

    private async Task<(List<SimulatedRow> Rows, SimulationSummary Summary)> SimulateAsync(string source, string feed, Dictionary<string, string> truth)
    {
        using var call = new CorrelationService.CorrelationServiceClient(_silo.Calls).SimulateCorrelation();
        await call.RequestStream.WriteAsync(new() { Header = new() { Source = source } });
        try
        {
            await call.RequestStream.WriteAsync(new() { Truth = new() { BelongsTo = { truth } } });
            await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFromUtf8(feed) });
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception refused) when (refused is InvalidOperationException or RpcException)
        {
            // The answer below says why.
        }

        var parts = new List<SimulateCorrelationResponse>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            parts.Add(call.ResponseStream.Current);
        }

        return (parts.SkipLast(1).Select(p => p.Row).ToList(), parts[^1].Summary);
    }

    private static ConfigurationDocument Schema() => new()
    {
        IdentitySchema = new()
        {
            Attributes =
            {
                new AttributeDefinition { Name = "familyName", Type = AttributeType.String },
                new AttributeDefinition { Name = "givenName", Type = AttributeType.String },
                new AttributeDefinition { Name = "mobile", Type = AttributeType.String },
                new AttributeDefinition { Name = "department", Type = AttributeType.String },
                new AttributeDefinition { Name = "badge", Type = AttributeType.String },
            },
        },
    };

    private static ConfigurationDocument Source(string name, int precedence) => new()
    {
        Name = name,
        AuthoritativeSource = new()
        {
            Precedence = precedence,
            Feed = new() { KeyColumn = "key" },
            Owner = name == "hr" ? "people-team" : "",
            Attributes =
            {
                new SourceAttribute { Name = "family", Type = AttributeType.String },
                new SourceAttribute { Name = "given", Type = AttributeType.String },
                new SourceAttribute { Name = "mobile", Type = AttributeType.String },
            },
            Mappings =
            {
                new AttributeMapping { Attribute = "familyName", Expression = "record.family" },
                new AttributeMapping { Attribute = "givenName", Expression = "record.given" },
                new AttributeMapping { Attribute = "mobile", Expression = "record.mobile" },
            },
        },
    };

    private static ConfigurationDocument Rule() => new()
    {
        Name = "people",
        CorrelationRule = new()
        {
            Sources = { "hr", "suppliers" },
            Blocks = { new CorrelationBlock { Parts = { new BlockPart { Attribute = "familyName", Form = Form.Phonetic } } } },
            Compare =
            {
                new AttributeComparison { Attribute = "familyName", Method = Method.JaroWinkler, Weight = 4 },
                new AttributeComparison { Attribute = "givenName", Method = Method.JaroWinkler, Weight = 3 },
                new AttributeComparison { Attribute = "mobile", Method = Method.DamerauLevenshtein, Weight = 3 },
            },
            Link = 0.93,
            Review = 0.7,
            LeaverWindow = Duration.FromTimeSpan(TimeSpan.FromDays(365)),
        },
    };

    private async Task<EventReceipt> SubmitAsync(string source, string key, string family, string given, string mobile)
    {
        var lifecycleEvent = new LifecycleEvent
        {
            Source = source,
            SourceKey = key,
            EventId = key,
            Kind = LifecycleEvent.Types.Kind.Join,
            Attributes =
            {
                ["family"] = new() { StringValue = family },
                ["given"] = new() { StringValue = given },
                ["mobile"] = new() { StringValue = mobile },
            },
        };
        return (await new LifecycleEventService.LifecycleEventServiceClient(_silo.Calls).SubmitEventAsync(new() { Event = lifecycleEvent })).Receipt;
    }
}
