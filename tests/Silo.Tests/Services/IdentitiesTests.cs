using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

[Collection(SiloCollection.Name)]
public sealed class IdentitiesTests(RunningSilo silo)
{
    private readonly IdentityService.IdentityServiceClient _identities = new(silo.Calls);
    private readonly AccountService.AccountServiceClient _accounts = new(silo.Calls);

    [Fact]
    public async Task GetIdentity_Known_ShowsItWithoutSecrets()
    {
        var id = await JoinAsync(Events.NewKey(), "Design", badge: "hidden-badge");

        var identity = (await _identities.GetIdentityAsync(new() { IdentityId = id })).Identity;

        Assert.Equal((Identity.Types.State.Active, "Design", 3L), (identity.State, identity.Attributes["department"].StringValue, identity.Attributes["level"].IntegerValue));
        Assert.Contains(identity.Grants, g => g.TargetSystem == Documents.Target && g.Causes.Contains("BirthrightPolicy/everyone"));
        Assert.DoesNotContain("hidden-badge", identity.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExplainIdentity_Known_ShowsSourcesAndAccountsWithoutSecrets()
    {
        var key = Events.NewKey();
        var id = await JoinAsync(key, "Design", badge: "hidden-badge");

        var explained = await _identities.ExplainIdentityAsync(new() { IdentityId = id });

        Assert.Equal((Documents.Source, key), (explained.Records.Single().Source, explained.Provenance["department"].SourceKey));
        Assert.Equal(Documents.Target, explained.Accounts.Single().TargetSystem);
        Assert.DoesNotContain("hidden-badge", explained.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EvaluateIdentity_NothingNew_ChangesNothing()
    {
        var id = await JoinAsync(Events.NewKey(), "Design");
        Assert.False((await _identities.EvaluateIdentityAsync(new() { IdentityId = id })).Changed);
    }

    [Fact]
    public async Task GetIdentity_OfAnotherTenant_IsUnknown()
    {
        var id = await JoinAsync(Events.NewKey(), "Design");
        var elsewhere = new IdentityService.IdentityServiceClient(silo.As(RunningSilo.OtherTenantToken));
        await Fail.WithAsync(StatusCode.NotFound, "IDENTITY_UNKNOWN", async () => await elsewhere.GetIdentityAsync(new() { IdentityId = id }));
        Assert.Empty((await elsewhere.ListIdentitiesAsync(new())).Identities);
    }

    [Fact]
    public async Task GetIdentity_UnknownOrNone_Fails()
    {
        await Fail.WithAsync(StatusCode.NotFound, "IDENTITY_UNKNOWN", async () => await _identities.GetIdentityAsync(new() { IdentityId = "idn-x" }));
        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", async () => await _identities.GetIdentityAsync(new()));
        await Fail.WithAsync(StatusCode.NotFound, "ACCOUNT_UNKNOWN", async () => await _accounts.GetAccountAsync(new() { AccountId = "acc-x" }));
    }

    [Fact]
    public async Task ListIdentities_PageByPage_ShowsEachOnce()
    {
        var department = Events.NewKey();
        var expected = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            expected.Add(await JoinAsync(Events.NewKey(), department));
        }

        var request = new ListIdentitiesRequest { Filter = $"identity.department == \"{department}\" && identity.state == \"active\"", PageSize = 3 };
        var (seen, pages) = (new List<string>(), 0);
        do
        {
            var page = await _identities.ListIdentitiesAsync(request);
            seen.AddRange(page.Identities.Select(i => i.Id));
            (request.PageToken, pages) = (page.NextPageToken, pages + 1);
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(3, pages);
        Assert.Equal(expected.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListIdentities_BadPaging_IsRefused()
    {
        await Fail.WithAsync(StatusCode.InvalidArgument, "PAGE_SIZE_INVALID", async () => await _identities.ListIdentitiesAsync(new() { PageSize = -1 }));
        await Fail.WithAsync(StatusCode.InvalidArgument, "PAGE_TOKEN_INVALID", async () => await _identities.ListIdentitiesAsync(new() { PageToken = "%%%" }));
        await Fail.WithAsync(StatusCode.InvalidArgument, "PAGE_SIZE_INVALID", async () => await _accounts.ListAccountsAsync(new() { PageSize = -1 }));
    }

    [Theory]
    [InlineData("identity.department ==", "SYNTAX_ERROR")]
    [InlineData("identity.nothing == 1", "UNKNOWN_ATTRIBUTE")]
    [InlineData("identity.level", "TYPE_MISMATCH")]
    [InlineData("identity.badge == \"b-1\"", "UNKNOWN_ATTRIBUTE")]
    public async Task ListIdentities_BadFilter_IsRefused(string filter, string reason)
    {
        var error = await Fail.WithAsync(
            StatusCode.InvalidArgument, "FILTER_INVALID", async () => await _identities.ListIdentitiesAsync(new() { Filter = filter }));
        Assert.Equal([("filter", reason)], Fail.FaultsOf(error));
    }

    [Fact]
    public async Task ListAccounts_ByIdentity_FindsItsAccountOnly()
    {
        var id = await JoinAsync(Events.NewKey(), "Design", badge: "hidden-badge");
        var account = (await _accounts.ListAccountsAsync(new() { Filter = $"account.identity == \"{id}\"" })).Accounts.Single();

        Assert.Equal(id, account.IdentityId);
        Assert.Equal(account.Id, (await _accounts.GetAccountAsync(new() { AccountId = account.Id })).Account.Id);
        Assert.Equal("Design", account.Desired.Attributes["unit"].StringValue);
        Assert.DoesNotContain("badge", account.Desired.Attributes.Keys);
        Assert.Empty((await _accounts.ListAccountsAsync(new() { Filter = $"account.identity == \"{id}\" && account.target == \"none\"" })).Accounts);
        Assert.Empty((await _accounts.ListAccountsAsync(new() { Filter = "account.target == \"a\" && account.target == \"b\"" })).Accounts);
    }

    [Theory]
    [InlineData("account.name == '{key}'", true)]
    [InlineData("account.name.startsWith('{key}')", true)]
    [InlineData("account.name.endsWith('{key}')", true)]
    [InlineData("account.name == '{key}' && account.desiredState == 'enabled' && account.target in ['directory', 'other']", true)]
    [InlineData("account.name == '{key}' && account.desiredState != 'enabled'", false)]
    [InlineData("account.name == '{key}' && identity.department == 'Design'", true)]
    [InlineData("account.name == '{key}' && identity.department == 'Sales'", false)]
    [InlineData("identity.familyName == '{key}' && identity.level > 2", true)]
    [InlineData("account.name == '{key}' && (account.status == 'refused' || identity.state == 'active')", true)]
    [InlineData("account.name == '{key}' && account.status == 'refused'", false)]
    [InlineData("account.name == '{key}' && account.status == 'nothing'", false)]
    public async Task ListAccounts_Filter_FindsWhatItSays(string filter, bool isFound)
    {
        var key = Events.NewKey();
        var id = await JoinAsync(key, "Design");

        var found = await _accounts.ListAccountsAsync(new() { Filter = filter.Replace("{key}", key, StringComparison.Ordinal) });

        Assert.Equal(isFound ? [id] : [], found.Accounts.Select(a => a.IdentityId));
    }

    [Theory]
    [InlineData("account.badge == \"b-1\"", "UNKNOWN_ATTRIBUTE")]
    [InlineData("identity.badge == \"b-1\"", "UNKNOWN_ATTRIBUTE")]
    [InlineData("account.name", "TYPE_MISMATCH")]
    [InlineData("account.name == 1", "TYPE_MISMATCH")]
    public async Task ListAccounts_BadFilter_IsRefused(string filter, string reason)
    {
        var error = await Fail.WithAsync(
            StatusCode.InvalidArgument, "FILTER_INVALID", async () => await _accounts.ListAccountsAsync(new() { Filter = filter }));
        Assert.Equal([("filter", reason)], Fail.FaultsOf(error));
    }

    private async Task<string> JoinAsync(string key, string department, string badge = "b-1") =>
        (await new LifecycleEventService.LifecycleEventServiceClient(silo.Calls).SubmitEventAsync(new() { Event = Events.Join(key, department, badge) })).Receipt.IdentityId;
}
