using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

/// <summary>Separation of duties through the actors, on a silo of its own since the rule is for everyone.</summary>
public sealed class SodTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    private readonly GrantService.GrantServiceClient _grants = new(silo.Calls);
    private readonly SodService.SodServiceClient _reports = new(silo.Calls);
    private readonly IdentityService.IdentityServiceClient _identities = new(silo.Calls);
    private readonly LifecycleEventService.LifecycleEventServiceClient _events = new(silo.Calls);

    [Fact]
    public async Task CreateGrant_BothSidesAtOnceWithMovesAndLeaves_NeverGivesBothAndNothingAfterLeave()
    {
        await ApplyRuleAsync(SodRule.Types.Effect.Block);
        for (var round = 0; round < 25; round++)
        {
            var key = Events.NewKey();
            var id = (await _events.SubmitEventAsync(new() { Event = Events.Join(key) })).Receipt.IdentityId;
            Task[] calls =
            [
                TryAsync(() => GiveAsync(id, "cn=pay")), TryAsync(() => GiveAsync(id, "cn=approve")),
                TryAsync(() => GiveAsync(id, "cn=approve")), _events.SubmitEventAsync(new() { Event = Events.Move(key, key + ":m", "Pay") }).ResponseAsync,
                _events.SubmitEventAsync(new() { Event = Events.Move(key, key + ":n", "Sales") }).ResponseAsync,
            ];
            while (!Task.WhenAll(calls).IsCompleted)
            {
                Assert.False(HoldsBoth(await GetAsync(id)));
            }

            await Task.WhenAll(calls);
            Assert.Contains((await GetAsync(id)).Grants, g => g.Name is "cn=pay" or "cn=approve");

            var leave = new LifecycleEvent { Source = Documents.Source, SourceKey = key, EventId = key + ":l", Kind = LifecycleEvent.Types.Kind.Leave };
            await Task.WhenAll(_events.SubmitEventAsync(new() { Event = leave }).ResponseAsync, TryAsync(() => GiveAsync(id, "cn=pay")));
            var left = await GetAsync(id);
            Assert.Equal((Identity.Types.State.Terminated, 0), (left.State, left.Grants.Count));
        }
    }

    [Fact]
    public async Task ScanViolations_WhoHeldBothBeforeTheRule_IsReported()
    {
        await silo.ApplyAsync(Documents.All());
        var id = (await _events.SubmitEventAsync(new() { Event = Events.Join(Events.NewKey()) })).Receipt.IdentityId;
        await GiveAsync(id, "cn=pay");
        await GiveAsync(id, "cn=approve");
        await ApplyRuleAsync(SodRule.Types.Effect.Block);

        var found = new List<ScanViolationsResponse>();
        using var call = new SodService.SodServiceClient(silo.Calls).ScanViolations(new() { Rule = "apart" });
        await foreach (var one in call.ResponseStream.ReadAllAsync())
        {
            found.Add(one);
        }

        var violation = Assert.Single(found.Single(f => f.IdentityId == id).Violations);
        Assert.Equal((SodViolation.Types.Standing.Existing, 2), (violation.Standing, violation.Held.Count));
        Assert.True(found[^1].IdentityId.Length == 0 && found[^1].Scanned >= 1);
        Assert.True(HoldsBoth(await GetAsync(id)));
    }

    [Fact]
    public async Task ListViolations_OfARule_ShowsWhoIsConcernedPageByPage()
    {
        await silo.ApplyAsync(Documents.All());
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await _events.SubmitEventAsync(new() { Event = Events.Join(Events.NewKey()) })).Receipt.IdentityId);
            await GiveAsync(ids[i], "cn=pay");
            await GiveAsync(ids[i], "cn=approve");
        }

        await ApplyRuleAsync(SodRule.Types.Effect.Record);
        var listed = await Deadline.UntilAsync(ListAsync, l => ids.TrueForAll(l.ContainsKey), TimeSpan.FromSeconds(60), "all three are listed");

        Assert.All(ids, id => Assert.Equal(SodViolation.Types.Standing.Recorded, listed[id].Violation.Standing));
        Assert.Empty((await _reports.ListViolationsAsync(new() { Rule = "other" })).Violations);
        await Fail.WithAsync(StatusCode.InvalidArgument, "PAGE_TOKEN_INVALID", async () => await _reports.ListViolationsAsync(new() { PageToken = "!" }));
    }

    private async Task<Dictionary<string, IdentityViolation>> ListAsync()
    {
        var (found, request) = (new Dictionary<string, IdentityViolation>(), new ListViolationsRequest { Rule = "apart", PageSize = 2 });
        do
        {
            var page = await _reports.ListViolationsAsync(request);
            foreach (var violation in page.Violations)
            {
                found.Add(violation.IdentityId, violation);
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return found;
    }

    private static bool HoldsBoth(Identity identity) => identity.Grants.Any(g => g.Name == "cn=pay") && identity.Grants.Any(g => g.Name == "cn=approve");

    private static async Task TryAsync(Func<Task> give)
    {
        try
        {
            await give();
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.FailedPrecondition)
        {
        }
    }

    private async Task<Identity> GetAsync(string id) => (await _identities.GetIdentityAsync(new() { IdentityId = id })).Identity;

    private async Task GiveAsync(string id, string right) => await _grants.CreateGrantAsync(new()
    {
        IdentityId = id,
        Item = new() { Entitlement = new() { TargetSystem = Documents.Target, Entitlement = right } },
        RequestId = Guid.NewGuid().ToString(),
    });

    // Everybody leaves, which the guard would hold.
    private static ConfigurationDocument Hr()
    {
        var document = Documents.Hr();
        document.AuthoritativeSource.Guard = new() { MaxLeaveShare = 1 };
        return document;
    }

    private Task<ApplyConfigurationResponse> ApplyRuleAsync(SodRule.Types.Effect effect) => silo.ApplyAsync(
    [
        .. Documents.All().Where(d => d.AuthoritativeSource is null),
        Hr(),
        new()
        {
            Name = "payers",
            BirthrightPolicy = new()
            {
                When = "identity.department == 'Pay'",
                Gives = new() { Entitlements = { new EntitlementReference { Target = Documents.Target, Entitlement = "cn=pay" } } },
            },
        },
        new() { Name = "apart", SodRule = new() { Effect = effect, Sides = { Side("pay"), Side("approve") } } },
    ]);

    private static SodSide Side(string name) =>
        new() { Name = name, Entitlements = { new EntitlementReference { Target = Documents.Target, Entitlement = "cn=" + name } } };
}
