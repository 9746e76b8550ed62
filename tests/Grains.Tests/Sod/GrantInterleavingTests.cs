using System.Collections.Concurrent;
using System.Globalization;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Tests;
using Prov.Domain.Tests.Sod;
using Prov.Grains.Contracts;
using Prov.Storage;
using Prov.Storage.Commits;

namespace Prov.Grains.Tests.Sod;

/// <summary>
/// Several writers at each of many identities, through two clusters that know nothing of each other: each identity is active twice, as when
/// a silo is taken for dead, and only the store decides who writes. Every commit, in the order in which the store took them, is held
/// against the model that the pure decisions are held against.
/// </summary>
public sealed class GrantInterleavingTests
{
    private const int AtOnce = 64;

    /// <summary>Identities, each with an interleaving of its own.</summary>
    private static readonly int _runs =
        int.Parse(Environment.GetEnvironmentVariable("PROV_TEST_INTERLEAVINGS") ?? "1000", CultureInfo.InvariantCulture);

    private readonly ConcurrentDictionary<string, ConcurrentBag<IdentityCommit>> _commits = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Step> _steps = new(StringComparer.Ordinal);
    private int _refused;

    // Everybody leaves, which the guard would hold.
    private static ConfigurationSet Configuration() => InterleavedChanges.Configuration with
    {
        Sources = [.. InterleavedChanges.Configuration.Sources.Select(s => s with { Guard = new() { MaxLeaveShare = 1 } })],
    };

    [Fact]
    public async Task Commit_TwoGrantsRemovalsMovesAndLeavesInAnyOrder_NoLostUpdateNoViolationNoAccessAfterLeave()
    {
        await using var cluster = await StoredCluster.StartAsync(StoreProvider.PostgreSql, _ => Configuration(), Watch);
        IGrainFactory[] sides = [cluster.Grains, await cluster.DeployAnotherAsync()];

        await Parallel.ForEachAsync(
            Enumerable.Range(0, _runs), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (seed, _) => await RunAsync(seed, sides));

        Assert.Equal(_runs, _commits.Count);
        Assert.All(_commits.Values, Check);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_runs} interleavings, {_commits.Values.Sum(c => c.Count)} commits, {_refused} changes refused.");
        Assert.True(_refused > _runs, "Hardly anything was refused.");
    }

    private static async Task<bool> SubmitAsync(Step step, IGrainFactory side) => step switch
    {
        { LifecycleEvent: { } lifecycleEvent } => (await Identity(side, IdOf(lifecycleEvent.SourceKey)).SubmitAsync(lifecycleEvent)).Receipt is not null,
        { Change: { } change } => (await Identity(side, change.IdentityId).ChangeGrantsAsync(change, false, CancellationToken.None)).Receipt is not null,
        _ => throw new InvalidOperationException("A step says something."),
    };

    private static IIdentityGrain Identity(IGrainFactory side, string id) => side.GetGrain<IIdentityGrain>(GrainKeys.Identity(id));

    private static string IdOf(string key) => IdentityId.For(StoredCluster.Tenant, "hr", key);

    private IProvStore Watch(IProvStore store) => WatchedStore.Of(store, c =>
    {
        if (c.Identity is { } identity)
        {
            _commits.GetOrAdd(identity.Id, _ => []).Add(c);
        }
    });

    private async Task RunAsync(int seed, IGrainFactory[] sides)
    {
#pragma warning disable CA5394 // A test's schedule, to be repeated by its seed.
        var random = new Random(seed);
        await TakeAsync(Step.Event(Setup.Join(Setup.Jane("IT"), sequence: 1)), seed, sides[0]);
        var steps = new ConcurrentQueue<(Step Step, IGrainFactory Side)>(InterleavedChanges.Steps(random).Select(s => (s, sides[random.Next(2)])));
#pragma warning restore CA5394
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (steps.TryDequeue(out var next))
            {
                await TakeAsync(next.Step, seed, next.Side);
            }
        }));
    }

    private async Task TakeAsync(Step step, int seed, IGrainFactory side)
    {
        var own = Own(step, seed.ToString(CultureInfo.InvariantCulture));
        _steps[own.Mark] = own;
        if (!await SubmitAsync(own, side))
        {
            Interlocked.Increment(ref _refused);
        }
    }

    /// <summary>The same step for another identity, whose name is its own: who contends for names waits for all others.</summary>
    private static Step Own(Step step, string key)
    {
        var attributes = step.LifecycleEvent?.Attributes.ContainsKey("number") == true
            ? step.LifecycleEvent.Attributes.SetItem("number", Value.From(key)).SetItem("last", Value.From("Smith" + key))
            : step.LifecycleEvent?.Attributes;
        return new(
            $"{key}-{step.Mark}",
            step.LifecycleEvent is null ? null : step.LifecycleEvent with
            {
                Tenant = StoredCluster.Tenant, SourceKey = key, EventId = $"{key}-{step.Mark}", Attributes = attributes!,
            },
            step.Change is null ? null : step.Change with { Tenant = StoredCluster.Tenant, IdentityId = IdOf(key), RequestId = $"{key}-{step.Mark}" });
    }

    /// <summary>One identity's commits by version, so at every instant of its life.</summary>
    private void Check(ConcurrentBag<IdentityCommit> commits)
    {
        var model = new GrantModel();
        var version = 0L;
        foreach (var commit in commits.OrderBy(c => c.Identity!.Version))
        {
            Assert.Equal(version++, commit.Identity!.Version);
            model.Apply(_steps[commit.Event!.EventId]);
            InterleavedChanges.Check(commit.Identity, model);
        }
    }
}
