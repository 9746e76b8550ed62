using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.TestingHost;
using Prov.Connectors;
using Prov.Connectors.Chaos;
using Prov.Connectors.Manual;
using Prov.Connectors.Sql;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;
using Prov.Domain.WorkItems;
using Prov.Grains.Contracts;
using Prov.Grains.Hosting;
using Prov.Grains.Policies;
using Prov.Grains.Sources;
using Prov.Grains.WorkItems;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.Tests.Servers;

namespace Prov.Grains.Tests.Accounts;

/// <summary>
/// One silo with a store of its own and one real target: a SQLite database whose triggers write a journal, which is the target's own word
/// on what was done to it.
/// </summary>
internal sealed class AccountWorld : IAsyncDisposable, IConfigurationReader, ISecretResolver
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-accounts-");
    private IProvStore _store = null!;
    private InProcessTestCluster _cluster = null!;
    private ImmutableSortedDictionary<string, string> _chaos = ImmutableSortedDictionary<string, string>.Empty;
    private Func<ConfigurationSet, ConfigurationSet> _change = c => c;
    private IConnectorFactory _factory = new ChaosConnectorFactory(new SqlConnectorFactory());
    private long _version;

    private string TargetDatabase => $"Data Source={Path.Combine(_folder.FullName, "target.db")}";

    public IGrainFactory Grains => _cluster.Client;

    public IProvStore Store => _store;

    /// <summary>Where people give their decisions.</summary>
    public WorkItemDesk Desk => _cluster.Silos[0].ServiceProvider.GetRequiredService<WorkItemDesk>();

    /// <summary>Every line that the silo logged.</summary>
    public LogLines Logged { get; } = new();

    /// <summary>The account of a person at a target, as recorded.</summary>
    public async Task<AccountRow> AccountAsync(string number, string target) =>
        (await _store.LoadAccountAsync(IdentityId.ForAccount(IdentityId.For("t", "hr", number), target, "default"), CancellationToken.None))!;

    /// <summary>What people were asked, closed or not.</summary>
    public async Task<IReadOnlyList<WorkItem>> WorkItemsAsync() =>
        (await _store.ListWorkItemsAsync(new("t", 100, "") { Now = DateTimeOffset.UnixEpoch }, CancellationToken.None)).Items;

    /// <summary>Has an account tried again at once; answers with how many were.</summary>
    public Task<int> RetryAsync(string number, string target) => _store.RetryAccountsAsync(
        "t", [IdentityId.ForAccount(IdentityId.For("t", "hr", number), target, "default")], DateTimeOffset.UtcNow, CancellationToken.None);

    public async Task<IReadOnlyList<WorkItem>> ItemsAsync(WorkItemState state)
    {
        var page = await _store.ListWorkItemsAsync(new WorkItemQuery("t", 1000, "") { Now = DateTimeOffset.UtcNow }, CancellationToken.None);
        return [.. page.Items.Where(i => i.State == state)];
    }

    /// <summary>True when a text is anywhere in the files of the store.</summary>
    public async Task<bool> StoreHoldsAsync(string text)
    {
        foreach (var file in _folder.EnumerateFiles("prov.db*"))
        {
            await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes);
            if (bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    public static Task<AccountWorld> StartAsync(params (string Name, string Value)[] chaos) => StartAsync(c => c, chaos);

    /// <param name="factory">The connector, in the place of one with faults.</param>
    /// <param name="change">What the test configures otherwise; null for nothing.</param>
    public static Task<AccountWorld> StartAsync(IConnectorFactory factory, Func<ConfigurationSet, ConfigurationSet>? change = null) =>
        StartAsync(new AccountWorld { _factory = factory, _change = change ?? (c => c) });

    /// <param name="change">What the test configures otherwise.</param>
    /// <param name="chaos">Faults of the target.</param>
    public static Task<AccountWorld> StartAsync(Func<ConfigurationSet, ConfigurationSet> change, params (string Name, string Value)[] chaos) =>
        StartAsync(new AccountWorld { _change = change }, chaos);

    private static async Task<AccountWorld> StartAsync(AccountWorld world, params (string Name, string Value)[] chaos)
    {
        await world.ExecuteAsync(
            """
            create table accounts (id integer primary key, login text not null unique, enabled text not null, number text, full_name text);
            create table journal (at integer primary key, op text, login text, enabled text);
            create trigger a1 after insert on accounts begin insert into journal (op, login, enabled) values ('insert', new.login, new.enabled); end;
            create trigger a2 after update on accounts begin insert into journal (op, login, enabled) values ('update', new.login, new.enabled); end;
            create trigger a3 after delete on accounts begin insert into journal (op, login, enabled) values ('delete', old.login, old.enabled); end;
            """);
        world._store = ProvStore.Open(
            new StoreOptions { ConnectionString = "Data Source=" + Path.Combine(world._folder.FullName, "prov.db") }, TimeProvider.System);
        await world._store.MigrateAsync(CancellationToken.None);
        await world.ApplyAsync(chaos);
        await world.DeployAsync();
        return world;
    }

    /// <summary>Makes the same configuration with other faults of the target the next version.</summary>
    public async Task ApplyAsync(params (string Name, string Value)[] chaos)
    {
        _chaos = chaos.ToImmutableSortedDictionary(c => c.Name, c => c.Value);
        await _store.SaveConfigurationAsync(new("t", ++_version, [1], "tester", DateTimeOffset.UnixEpoch), CancellationToken.None);
        if (_cluster is not null)
        {
            var target = $"Configuration version {_version} is active";
            await UntilAsync(() => Task.FromResult(Logged.Any(l => l.Contains(target, StringComparison.Ordinal))));
        }
    }

    public Task<SubmitResult> JoinAsync(string number, string name, string source = "hr") => SubmitAsync(new LifecycleEvent
    {
        Tenant = "t", Source = source, SourceKey = number, EventId = $"join:{number}", Kind = LifecycleEventKind.Join,
        Attributes = AttributeSet.Empty.Add("number", Value.From(number)).Add("name", Value.From(name)),
    });

    public Task<SubmitResult> MoveAsync(string number, string name) => SubmitAsync(new LifecycleEvent
    {
        Tenant = "t", Source = "hr", SourceKey = number, EventId = $"move:{number}:{name}", Kind = LifecycleEventKind.Move,
        Attributes = AttributeSet.Empty.Add("name", Value.From(name)),
    });

    public Task<SubmitResult> LeaveAsync(string number) => SubmitAsync(new LifecycleEvent
    {
        Tenant = "t", Source = "hr", SourceKey = number, EventId = $"leave:{number}", Kind = LifecycleEventKind.Leave,
    });

    public Task<SubmitResult> SubmitAsync(LifecycleEvent lifecycleEvent) =>
        Routers.Of(_cluster.Client, _store, this).SubmitAsync(lifecycleEvent, CancellationToken.None);

    /// <summary>Waits until every account agrees with what it should be.</summary>
    public Task ConvergedAsync() => UntilAsync(
        async () => (await _store.CountAsync("t", CancellationToken.None)).AccountsNotConverged == 0);

    public static Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Deadline.UntilAsync(condition, _limit, what);

    public async Task<IReadOnlyList<string>> QueryAsync(string text)
    {
        await using var connection = new SqliteConnection(TargetDatabase);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), null))));
        }

        return rows;
    }

    public Task ExecuteAsync(string text) => QueryAsync(text);

    public ConfigurationSet Read(ImmutableArray<byte> documents) => _change(new()
    {
        Schema = new([new("number", AttributeType.String), new("name", AttributeType.String)]),
        Sources = [Source("hr"), Source("contractors")],
        Targets =
        [
            new TargetSystem
            {
                Name = "crm",
                Connector = "sql",
                Settings = _chaos
                    .Add("provider", "sqlite").Add("connectionString", TargetDatabase).Add("accountTable", "accounts").Add("keyColumn", "id")
                    .Add("nameColumn", "login").Add("enabledColumn", "enabled").Add("enabledValue", "1").Add("disabledValue", "0"),
                AccountName = new("identity.name"),
                OwnershipAttribute = "number",
                Mappings = [new("number", "identity.number"), new("full_name", "identity.name")],
            },
        ],
        Policies = [new BirthrightPolicy { Name = "all", When = "true", Gives = new([], ["crm"], []) }],
    });

    public string Resolve(string reference) => throw new InvalidOperationException("There are no secrets here.");

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private static AuthoritativeSource Source(string name) => new()
    {
        Name = name,
        Attributes = [new("number", AttributeType.String), new("name", AttributeType.String)],
        Mappings = [new("number", "record.number"), new("name", "record.name")],
        CorrelateBy = ["number"],
    };

    private async Task DeployAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddLogging(logging => logging.AddProvider(Logged).SetMinimumLevel(LogLevel.Debug));
            silo.AddMemoryGrainStorage(StorageNames.Coordinators);
            silo.Services.AddSingleton(_store);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton<IConfigurationReader>(this);
            silo.Services.AddSingleton<ISecretResolver>(this);
            silo.Services.AddSingleton(_factory);
            silo.Services.AddSingleton<IConnectorFactory>(new ManualConnectorFactory());
            silo.Services.AddProvGrains(new ProvGrainsOptions
            {
                DefaultTenant = "t",
                Imports = { DataFolder = Path.Combine(_folder.FullName, "silo") },
            });
            silo.Services.AddSerializer(AddDomainTypes);
        });
        builder.ConfigureClient(client => client.Services.AddSerializer(AddDomainTypes));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    private static void AddDomainTypes(ISerializerBuilder serializer) =>
        serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("Prov.Domain", StringComparison.Ordinal) == true);
}
