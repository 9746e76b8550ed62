using Google.Protobuf.WellKnownTypes;
using Prov.Silo.Tests.Fixture;
using Prov.V1;
using Decision = Prov.V1.CompleteWorkItemRequest.Types.Decision;
using Form = Prov.V1.BlockPart.Types.Form;
using Method = Prov.V1.AttributeComparison.Types.Method;
using Outcome = Prov.V1.EventReceipt.Types.Outcome;

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
        var done = (await items.CompleteWorkItemAsync(new() { ItemId = item.Id, Decision = Decision.Create, Comment = "her cousin" })).Item;

        Assert.Equal((WorkItem.Types.State.Done, "Create: her cousin"), (done.State, done.Decision));
        Assert.Equal(3, (await accounts.ListAccountsAsync(new())).Accounts.Count);
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
