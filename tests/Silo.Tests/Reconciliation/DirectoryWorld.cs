using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Reconciliation;

/// <summary>A silo, people from HR, their accounts in a directory, and what must be there after everything that others do.</summary>
internal sealed class DirectoryWorld : IAsyncDisposable
{
    private const int OfEachKind = 3;
    private const string Unknown = "-";
    private static readonly DriftKind[] _kinds = [.. Enum.GetValues<DriftKind>().Where(k => k != DriftKind.Added)];

    private readonly RunningSilo _silo = new();
    private readonly SortedDictionary<string, string> _phones = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _strangers = new(StringComparer.Ordinal);
    private DirectoryUnderDrift _directory = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<DirectoryWorld> StartAsync(Func<string, Task<DirectoryUnderDrift>> start)
    {
        var world = new DirectoryWorld();
        try
        {
            await world._silo.InitializeAsync();
            world._directory = await start(world._silo.Process.Folder);
            await world._silo.ApplyAsync(DirectoryDocuments.All(world._directory.Declare()));
            await world.JoinAsync(_kinds.Length * OfEachKind);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Others do something to everybody, each round something else, and make strangers; how long each took to become right.</summary>
    public async Task<IReadOnlyCollection<TimeSpan>> DriftAsync(int round, TimeSpan limit)
    {
        var people = _phones.Keys.Select((name, i) => new Drift(_kinds[(i + round) % _kinds.Length], name, $"7{round}"));
        var drifts = people.Concat(Enumerable.Range(0, OfEachKind).Select(i => new Drift(DriftKind.Added, $"s{round}{i}", ""))).ToList();
        foreach (var drift in drifts)
        {
            Expect(drift);
        }

        await _directory.ChangeAsync(string.Join('\n', drifts.Select(_directory.Ldif)));
        return await BecomesRightAsync(drifts, limit);
    }

    /// <summary>Asks the server's own tool.</summary>
    public async Task ProveAsync()
    {
        Assert.Equal(_phones.Keys, (await _directory.EnabledAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(_phones.Keys, (await _directory.MembersAsync()).Order(StringComparer.Ordinal));
        var (name, phone) = _phones.First();
        Assert.Equal(("Sales", phone), await _directory.ShowAsync(name));
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        if (_directory is not null)
        {
            await _directory.DisposeAsync();
        }
    }

    private void Expect(Drift drift)
    {
        if (drift.Kind == DriftKind.TakenOver)
        {
            _phones[drift.Account] = drift.Value;
        }
        else if (drift.Kind == DriftKind.Added)
        {
            _strangers.Add(drift.Account);
        }
    }

    private async Task<IReadOnlyCollection<TimeSpan>> BecomesRightAsync(IReadOnlyList<Drift> drifts, TimeSpan limit)
    {
        var (start, times, expected) = (TimeProvider.System.GetTimestamp(), new Dictionary<string, TimeSpan>(), Expected());
        await Deadline.UntilAsync(
            PresentAsync,
            present =>
            {
                var now = TimeProvider.System.GetElapsedTime(start);
                foreach (var name in drifts.Select(d => d.Account))
                {
                    if (present.GetValueOrDefault(name) != expected[name])
                    {
                        times.Remove(name);
                    }
                    else
                    {
                        times.TryAdd(name, now);
                    }
                }

                return Differences(expected, present).Count == 0;
            },
            limit,
            "the directory, and what Prov knows, are as policy says",
            present => string.Join("; ", Differences(expected, present)));
        return times.Values;
    }

    private async Task JoinAsync(int people)
    {
        var events = new LifecycleEventService.LifecycleEventServiceClient(_silo.Calls);
        for (var i = 0; i < people; i++)
        {
            _phones[$"p{i:D2}"] = "1";
            await events.SubmitEventAsync(new() { Event = DriftingPerson.Join($"p{i:D2}") }, cancellationToken: Cancellation);
        }

        await BecomesRightAsync([], TimeSpan.FromMinutes(1));
    }

    /// <summary>Every account as the directory shows it, and the phone that Prov knows of its owner.</summary>
    private async Task<IReadOnlyDictionary<string, string>> PresentAsync()
    {
        var people = new IdentityService.IdentityServiceClient(_silo.Calls);
        var known = await people.ListIdentitiesAsync(new() { PageSize = 1000 }, cancellationToken: Cancellation);
        var phones = known.Identities.ToDictionary(i => i.Attributes["familyName"].StringValue, i => i.Attributes["phone"].StringValue);
        return (await _directory.ReadAsync()).ToDictionary(p => p.Key, p => $"{p.Value}, owner has {phones.GetValueOrDefault(p.Key, Unknown)}");
    }

    private Dictionary<string, string> Expected() => _phones
        .Select(p => (Name: p.Key, Line: $"{p.Key} on n{p.Key} Sales {p.Value} {DirectoryUnderDrift.Group}, owner has {p.Value}"))
        .Concat(_strangers.Select(s => (Name: s, Line: $"{s} off - - - -, owner has {Unknown}")))
        .ToDictionary(e => e.Name, e => e.Line);

    private static List<string> Differences(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> present) =>
    [
        .. expected.Keys.Union(present.Keys).Where(n => expected.GetValueOrDefault(n) != present.GetValueOrDefault(n)).Order(StringComparer.Ordinal)
            .Select(n => $"{n}: {present.GetValueOrDefault(n, "absent")} instead of {expected.GetValueOrDefault(n, "absent")}"),
    ];
}
