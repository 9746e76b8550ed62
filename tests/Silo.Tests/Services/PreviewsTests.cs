using Google.Protobuf;
using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

/// <summary>Through a whole silo on SQLite: what is shown is what then happens.</summary>
public sealed class PreviewsTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    // Half a second in which no generation came.
    private const int QuietReads = 25;

    private static readonly string[] _departments = ["Sales", "Design", "Research"];

    private readonly PreviewService.PreviewServiceClient _previews = new(silo.Calls);
    private readonly LifecycleEventService.LifecycleEventServiceClient _events = new(silo.Calls);
    private readonly AccountService.AccountServiceClient _accounts = new(silo.Calls);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PreviewConfiguration_ThenApplied_IsWhatReachesTheTargets()
    {
        await JoinAsync(60);
        await silo.ApplyAsync(Configuration("true", "identity.department"));
        var before = await ConvergedAsync();
        var next = Configuration("identity.department != 'Research' || identity.familyName < 'p1'", "identity.department == 'Sales' ? 'S' : identity.department");

        var summary = await PreviewAsync(next);
        Assert.Equal(before, await ConvergedAsync());
        await silo.ApplyAsync(next);
        var after = await SettledAsync(a => Difference(before, a).Count > 0);

        var shown = summary.Effects.Where(e => e.TargetSystem.Length > 0).ToDictionary(e => $"{e.Kind} {e.Name}".Trim(), e => e.Count);
        Assert.NotEmpty(shown);
        Assert.Equal(shown.OrderBy(e => e.Key, StringComparer.Ordinal), Difference(before, after).OrderBy(e => e.Key, StringComparer.Ordinal));
        Assert.Equal("", summary.ConcernsEveryone);
        Assert.True(summary.Decided < summary.Identities);
    }

    [Fact]
    public async Task PreviewConfiguration_TakesARightFromEveryone_IsShownAsHeld()
    {
        await JoinAsync(40);
        await silo.ApplyAsync(Configuration("true", "identity.department"));
        await ConvergedAsync();

        var summary = await PreviewAsync(Configuration("false", "identity.department"));

        var verdict = Assert.Single(summary.Verdicts, v => v.Entitlement == "staff");
        Assert.True(verdict.Held);
        Assert.Equal(verdict.Holders, verdict.Removals);
    }

    [Fact]
    public async Task PreviewEvent_ThenSubmitted_IsWhatReachesTheTarget()
    {
        var key = Events.NewKey();
        var joined = await _previews.PreviewEventAsync(new() { Event = Events.Join(key, "Design") });
        Assert.Equal((EventReceipt.Types.Outcome.Applied, ""), (joined.Outcome, joined.CorrelatedBy));
        Assert.Equal(Identity.Types.State.Active, joined.Plan.After);
        var created = Assert.Single(joined.Plan.Effects, e => e.Kind == PlannedEffect.Types.Kind.AccountCreated);
        Assert.Empty((await _accounts.ListAccountsAsync(new() { Filter = $"account.identity == \"{joined.Plan.IdentityId}\"" })).Accounts);

        await _events.SubmitEventAsync(new() { Event = Events.Join(key, "Design") });
        var account = (await AccountsAsync(joined.Plan.IdentityId)).Single();
        Assert.Equal((created.AccountId, created.Name), (account.Id, account.Desired.Name));

        var moved = await _previews.PreviewEventAsync(new() { Event = Events.Move(key, key + ":move", "Sales") });
        Assert.Equal("source:hr=" + key, moved.CorrelatedBy);
        Assert.Equal("Sales", Assert.Single(moved.Plan.Effects, e => e.Name == "unit").After.StringValue);
        Assert.DoesNotContain("b-1", joined.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PreviewEvent_Faulty_IsRefusedAsIfSubmitted() => await Fail.WithAsync(
        StatusCode.FailedPrecondition, "RECORD_UNKNOWN",
        async () => await _previews.PreviewEventAsync(new() { Event = Events.Move(Events.NewKey(), "m", "Sales") }));

    [Fact]
    public async Task PreviewFeed_TwentyRows_ShowsTheirPlanAndKeepsNothing()
    {
        var keys = Enumerable.Range(0, 20).Select(_ => Events.NewKey());
        using var call = _previews.PreviewFeed(cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(new() { Source = Documents.Source }, Cancellation);
        await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFromUtf8("key,family_name,department,level,badge\n" + string.Concat(keys.Select(k => $"{k},{k},Design,3,b\n")) + "bad,,Design,x,b\n") }, Cancellation);
        await call.RequestStream.CompleteAsync();
        var parts = await AllAsync(call.ResponseStream);

        var summary = parts[^1].Summary;
        Assert.Equal((21L, 1L, 20L), (summary.RowsRead, summary.RowsBad, summary.Plan.Changed));
        Assert.Contains(parts[0].Sample.Effects, e => e.Kind == PlannedEffect.Types.Kind.AccountCreated);
        var quarantined = await new AuthoritativeSourceService.AuthoritativeSourceServiceClient(silo.Calls).ListQuarantinedRecordsAsync(new());
        Assert.Empty(quarantined.Records);
    }

    [Fact]
    public async Task PreviewFeed_FeedThatIsNotAsDeclared_TellsWhatTheGateSaysAndTakesTheTrailerOff()
    {
        var hr = Documents.Hr();
        hr.AuthoritativeSource.Quality = new() { MinRows = 100, Trailer = "#END" };
        await silo.ApplyAsync([Documents.Schema(), hr, Documents.Directory(), Documents.Everyone()]);
        try
        {
            using var call = _previews.PreviewFeed(cancellationToken: Cancellation);
            await call.RequestStream.WriteAsync(new() { Source = Documents.Source }, Cancellation);
            var key = Events.NewKey();
            await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFromUtf8($"key,family_name,department,level,badge\n{key},{key},Design,3,b\n#END,1\n") }, Cancellation);
            await call.RequestStream.CompleteAsync();

            var summary = (await AllAsync(call.ResponseStream))[^1].Summary;

            Assert.Equal((1L, 0L, 1L), (summary.RowsRead, summary.RowsBad, summary.Plan.Changed));
            Assert.Contains("VOLUME_UNUSUAL", summary.Gate, StringComparison.Ordinal);
            Assert.DoesNotContain("TRAILER", summary.Gate, StringComparison.Ordinal);
        }
        finally
        {
            await silo.ApplyAsync(Documents.All());
        }
    }

    [Fact]
    public async Task PreviewIdentity_Apply_AnswersWithWhatTheTargetSaid()
    {
        var key = Events.NewKey();
        var id = (await _events.SubmitEventAsync(new() { Event = Events.Join(key, "Design") })).Receipt.IdentityId;

        var shown = await _previews.PreviewIdentityAsync(new() { IdentityId = id });
        var applied = await _previews.PreviewIdentityAsync(new() { IdentityId = id, Apply = true });

        Assert.False(shown.Plan.Changed);
        Assert.Equal(key, shown.Records.Single().SourceKey);
        Assert.Equal(Account.Types.Status.Converged, applied.Accounts.Single().Status);
        await Fail.WithAsync(
            StatusCode.PermissionDenied, "PERMISSION_DENIED",
            async () => await new PreviewService.PreviewServiceClient(silo.As(RunningSilo.ReaderToken)).PreviewIdentityAsync(new() { IdentityId = id, Apply = true }));
    }

    private static ConfigurationDocument[] Configuration(string staff, string unit)
    {
        var directory = Documents.Directory();
        directory.TargetSystem.Mappings[0].Expression = unit;
        return
        [
            Documents.Schema(), Documents.Hr(), directory, Documents.Everyone(),
            new()
            {
                Name = "staff",
                BirthrightPolicy = new() { When = staff, Gives = new() { Entitlements = { new EntitlementReference { Target = Documents.Target, Entitlement = "staff" } } } },
            },
        ];
    }

    private async Task<PlanSummary> PreviewAsync(ConfigurationDocument[] documents)
    {
        using var call = _previews.PreviewConfiguration(new() { Documents = { documents } }, cancellationToken: Cancellation);
        return (await AllAsync(call.ResponseStream))[^1].Summary;
    }

    private static async Task<List<T>> AllAsync<T>(IAsyncStreamReader<T> stream)
    {
        var all = new List<T>();
        while (await stream.MoveNext(Cancellation))
        {
            all.Add(stream.Current);
        }

        return all;
    }

    private async Task JoinAsync(int people)
    {
        for (var i = 0; i < people; i++)
        {
            await _events.SubmitEventAsync(new() { Event = Events.Join($"p{i % 2}-{Events.NewKey()}", _departments[i % 3]) });
        }
    }

    /// <summary>Each account at its target, when all agree with what they should be.</summary>
    private Task<SortedDictionary<string, ObservedAccount>> ConvergedAsync() => SettledAsync(_ => true);

    private async Task<SortedDictionary<string, ObservedAccount>> SettledAsync(Func<SortedDictionary<string, ObservedAccount>, bool> until)
    {
        var (last, quiet) = (0L, 0);
        return await Deadline.UntilAsync(ReadAsync, o => quiet > QuietReads && until(o), TimeSpan.FromSeconds(60), "all accounts agree, and stay so");

        async Task<SortedDictionary<string, ObservedAccount>> ReadAsync()
        {
            var accounts = await AllAccountsAsync();
            var generations = accounts.Sum(a => a.Desired.Generation);
            quiet = generations == last && accounts.TrueForAll(a => a.AppliedGeneration == a.Desired.Generation) ? quiet + 1 : 0;
            last = generations;
            return new(accounts.ToDictionary(a => a.Id, a => a.Observed), StringComparer.Ordinal);
        }
    }

    private async Task<List<Account>> AllAccountsAsync()
    {
        var (all, request) = (new List<Account>(), new ListAccountsRequest { PageSize = 1000 });
        do
        {
            var page = await _accounts.ListAccountsAsync(request, cancellationToken: Cancellation);
            all.AddRange(page.Accounts);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }

    private async Task<List<Account>> AccountsAsync(string identityId) =>
        [.. (await _accounts.ListAccountsAsync(new() { Filter = $"account.identity == \"{identityId}\"" }, cancellationToken: Cancellation)).Accounts];

    /// <summary>What differs at the target, counted as a preview counts.</summary>
    private static Dictionary<string, long> Difference(SortedDictionary<string, ObservedAccount> before, SortedDictionary<string, ObservedAccount> after)
    {
        var counts = new Dictionary<string, long>();
        foreach (var (id, old) in before)
        {
            var now = after[id];
            foreach (var gone in old.Entitlements.Except(now.Entitlements))
            {
                counts[$"EntitlementRemoved {gone}"] = counts.GetValueOrDefault($"EntitlementRemoved {gone}") + 1;
            }

            foreach (var come in now.Entitlements.Except(old.Entitlements))
            {
                counts[$"EntitlementAdded {come}"] = counts.GetValueOrDefault($"EntitlementAdded {come}") + 1;
            }

            foreach (var (name, _) in now.Attributes.Where(a => !old.Attributes.TryGetValue(a.Key, out var value) || !value.Equals(a.Value)))
            {
                counts[$"AttributeSet {name}"] = counts.GetValueOrDefault($"AttributeSet {name}") + 1;
            }
        }

        return counts;
    }
}
