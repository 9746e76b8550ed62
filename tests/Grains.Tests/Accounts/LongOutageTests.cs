using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.TestingHost;
using Prov.Connectors;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;
using Prov.Grains.Hosting;
using Prov.Grains.Policies;
using Prov.Grains.Sources;
using Prov.Grains.Tests.TargetSystems;
using Prov.Storage;
using Prov.Tests.Servers;

namespace Prov.Grains.Tests.Accounts;

/// <summary>
/// A target that is away for thirty days while people leave. With 2,000 of them, or as many as <c>PROV_OUTAGE_LEAVES</c> says; real actors,
/// sweepers and store, virtual time.
/// </summary>
public sealed class LongOutageTests : IAsyncLifetime, IConfigurationReader, ISecretResolver
{
    private const double Rate = 100;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);
    private static readonly int _leaves = Setting("PROV_OUTAGE_LEAVES", 2_000);
    private static readonly int _others = Math.Max(10, _leaves / 10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-outage-");
    private readonly FastClock _clock = new(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), factor: 4);
    private readonly StrictTarget _target;
    private IProvStore _store = null!;
    private InProcessTestCluster _cluster = null!;

    public LongOutageTests() => _target = new(_clock);

    public async ValueTask InitializeAsync()
    {
        _store = ProvStore.Open(new StoreOptions { ConnectionString = "Data Source=" + Path.Combine(_folder.FullName, "prov.db") }, _clock);
        await _store.MigrateAsync(CancellationToken.None);
        await _store.SaveConfigurationAsync(new("t", 1, [0], "tester", DateTimeOffset.UnixEpoch), CancellationToken.None);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(StorageNames.Coordinators);
            silo.Services.AddSingleton(_store);
            _clock.PutInto(silo.Services);
            silo.Services.AddSingleton<IConfigurationReader>(this);
            silo.Services.AddSingleton<ISecretResolver>(this);
            silo.Services.AddSingleton<IConnectorFactory>(_target);
            silo.Services.AddProvGrains(new ProvGrainsOptions { DefaultTenant = "t", Imports = { DataFolder = Path.Combine(_folder.FullName, "silo") } });
            silo.Services.AddSerializer(AddDomainTypes);
        });
        builder.Options.InitializeClientOnDeploy = false;
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Outage_OfThirtyDays_LeavesAreDoneFirstOldestFirstAndNoneIsDropped()
    {
        await SubmitAsync(Enumerable.Range(0, _leaves), LifecycleEventKind.Join);
        await Deadline.UntilAsync(() => _target.Accounts.Count() == _leaves, _patience, "all have joined");
        await ConvergedAsync();

        _target.IsDown = true;
        await SubmitAsync(Enumerable.Range(_leaves, _others), LifecycleEventKind.Join);
        var hours = 30 * 24;
        for (var hour = 0; hour < hours; hour++)
        {
            await SubmitAsync(Between(hour, hours), LifecycleEventKind.Leave);
            _clock.Jump(TimeSpan.FromHours(1));
        }

        // The last ones have been tried once, as all before.
        await Deadline.UntilAsync(
            async () => (await _store.FindAccountsAsync("crm", AccountStatus.Retrying, _leaves + _others, CancellationToken.None)).Count == _leaves + _others,
            _patience, "every account has been tried");
        var before = _target.Calls.Count;
        var back = _clock.GetUtcNow();
        _target.IsDown = false;
        await Deadline.UntilAsync(() => _target.Accounts.Count(a => !a.Enabled) == _leaves, _patience, "all leavers are disabled");
        var took = _clock.GetUtcNow() - back;

        var calls = _target.Calls.Skip(before).ToList();
        var last = calls.FindLastIndex(c => c.Operation == "disable");
        var spent = calls.Take(last + 1).Count(c => !IsLeaver(c.Name));
        Assert.True(spent < 0.05 * last, $"{spent} of {last} calls were for something else");
        AssertOldestFirst([.. calls.Where(c => c.Operation == "disable").Select(c => int.Parse(c.Name.AsSpan(1), CultureInfo.InvariantCulture))]);

        // Each leave is looked at and done: two calls. The rate is used, and kept.
        Assert.InRange(took.TotalSeconds, 2 * _leaves / Rate * 0.9, (2 * _leaves / Rate * 1.25) + 60);
        await Deadline.UntilAsync(() => _target.Accounts.Count() == _leaves + _others, _patience, "the others have joined");
        await ConvergedAsync();
    }

    public ConfigurationSet Read(ImmutableArray<byte> documents) => new()
    {
        Schema = new([new("number", AttributeType.String)]),
        Sources =
        [
            new AuthoritativeSource
            {
                Name = "hr",
                Attributes = [new("number", AttributeType.String)],
                Mappings = [new("number", "record.number")],
                Guard = new MassChangeGuard { MaxLeaveShare = 1 },
            },
        ],
        Targets =
        [
            new TargetSystem
            {
                Name = "crm", Connector = "strict", AccountName = new("identity.number"), Limits = new() { RatePerSecond = Rate },
                Deprovisioning = new() { DeleteAfter = null }, Mappings = [new("number", "identity.number")], OwnershipAttribute = "number",
            },
        ],
        Policies = [new BirthrightPolicy { Name = "all", When = "true", Gives = new([], ["crm"], []) }],
    };

    public string Resolve(string reference) => throw new InvalidOperationException("There are no secrets here.");

    private static IEnumerable<int> Between(int hour, int hours) =>
        Enumerable.Range(0, _leaves).Where(i => (long)i * hours / _leaves == hour);

    private static bool IsLeaver(string name) => name.Length > 0 && int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture) < _leaves;

    /// <summary>
    /// As many as are under way at once may overtake each other; those that were tried before the outage was noticed have been put back a little.
    /// </summary>
    private static void AssertOldestFirst(List<int> order)
    {
        var tried = (int)Rate + 20;
        var settled = order.Where(i => i >= tried).ToList();
        for (var place = 0; place < settled.Count; place++)
        {
            Assert.InRange(settled[place] - tried - place, -2 * tried, 2 * tried);
        }
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var set) ? set : usual;

    private static void AddDomainTypes(ISerializerBuilder serializer) =>
        serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("Prov.Domain", StringComparison.Ordinal) == true);

    private Task ConvergedAsync() => Deadline.UntilAsync(
        async () => (await _store.CountAsync("t", CancellationToken.None)).AccountsNotConverged == 0, _patience, "all accounts agree");

    private Task SubmitAsync(IEnumerable<int> people, LifecycleEventKind kind)
    {
        var router = _cluster.Silos[0].ServiceProvider.GetRequiredService<IEventSubmitter>();
        return Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (person, token) =>
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"E{person:D6}");
            var answer = await router.SubmitAsync(
                new()
                {
                    Tenant = "t", Source = "hr", SourceKey = number, EventId = $"{kind}:{number}", Kind = kind,
                    Attributes = kind == LifecycleEventKind.Join ? AttributeSet.Empty.Add("number", Value.From(number)) : AttributeSet.Empty,
                },
                token);
            Assert.NotNull(answer.Receipt);
        });
    }
}
