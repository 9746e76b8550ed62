using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Prov.Silo.Tests.Fixture;
using Prov.V1;

namespace Prov.Silo.Tests.Secrets;

/// <summary>Secrets are put in, everything that comes out is read, and none may be in it.</summary>
public sealed class CanaryTests : IAsyncLifetime
{
    // The silo's own working copies, which no filter, scope or view reads.
    private static readonly string[] _payloads = ["identities.payload", "accounts.desired", "accounts.account"];

    private readonly StringBuilder _seen = new();
    private CanaryWorld _world = null!;
    private ChannelBase _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await CanaryWorld.StartAsync();
        _channel = _world.Silo.Connect();
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.ShutdownAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Secrets_InEveryWayIn_AreInNoWayOut()
    {
        var ids = await BringInAsync();
        await _world.UntilAsync(() => _world.HoldsAsync(CanaryWorld.Badge), "the target has the badge");
        await _world.UntilAsync(HasRefusalAsync, "the target has refused an account");
        await _world.UntilAsync(() => Task.FromResult(_world.Telemetry.Contains("/v1/metrics", StringComparison.Ordinal)), "metrics have come");

        await ReadAnswersAsync(ids);
        await ReadErrorsAsync();
        See(await new StatusService.StatusServiceClient(_channel).GetStatusAsync(new()));
        See(_world.Telemetry);
        await _world.Silo.StopAsync();
        See(await File.ReadAllTextAsync(_world.Silo.LogFile));
        await ReadStoreAsync();
        ReadFiles();

        var seen = _seen.ToString();
        Assert.All(CanaryWorld.Canaries, canary => Assert.True(!seen.Contains(canary, StringComparison.OrdinalIgnoreCase), Around(seen, canary)));
    }

    private static string Around(string text, string canary)
    {
        var at = text.IndexOf(canary, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : text[Math.Max(0, at - 400)..Math.Min(text.Length, at + 200)];
    }

    /// <summary>Joins, a badge that changes, one that the target refuses, and a feed.</summary>
    private async Task<IReadOnlyList<string>> BringInAsync()
    {
        var events = new LifecycleEventService.LifecycleEventServiceClient(_channel);
        var (first, second) = (Events.NewKey(), Events.NewKey());
        LifecycleEvent[] all =
        [
            Events.Join(first, badge: "canary-first"), Events.Join(second, badge: CanaryWorld.RefusedBadge),
            new()
            {
                Source = Documents.Source, SourceKey = first, EventId = first + ":2", Kind = LifecycleEvent.Types.Kind.Move,
                Attributes = { ["badge"] = new() { StringValue = CanaryWorld.Badge } },
            },
        ];
        var ids = new List<string>();
        foreach (var one in all)
        {
            ids.Add(See(await events.SubmitEventAsync(new() { Event = one })).Receipt.IdentityId);
        }

        See(await ImportAsync());
        return [.. ids.Distinct()];
    }

    private async Task<GetImportResponse> ImportAsync()
    {
        var imports = new ImportService.ImportServiceClient(_channel);
        using var call = imports.ImportFeed();
        await call.RequestStream.WriteAsync(new() { Header = new() { Source = Documents.Source, FileName = "feed.csv", RequestId = Guid.NewGuid().ToString() } });
        var rows = $"key,family_name,department,level,badge\n{Events.NewKey()},A,Sales,1,canary-fed\n{Events.NewKey()},B,Sales,no-number,canary-bad-row\nshort,canary-short\n";
        await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFromUtf8(rows) });
        await call.RequestStream.CompleteAsync();
        return await imports.GetImportAsync(new() { RunId = (await call).Run.Id, Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) });
    }

    private async Task ReadAnswersAsync(IReadOnlyList<string> ids)
    {
        var identities = new IdentityService.IdentityServiceClient(_channel);
        foreach (var id in ids)
        {
            See(await identities.GetIdentityAsync(new() { IdentityId = id }));
            See(await identities.ExplainIdentityAsync(new() { IdentityId = id }));
            See(await identities.EvaluateIdentityAsync(new() { IdentityId = id }));
        }

        var accounts = new AccountService.AccountServiceClient(_channel);
        See(await identities.ListIdentitiesAsync(new()));
        foreach (var account in See(await accounts.ListAccountsAsync(new())).Accounts)
        {
            See(await accounts.GetAccountAsync(new() { AccountId = account.Id }));
        }

        var audit = new AuditService.AuditServiceClient(_channel);
        Assert.True(See(await audit.ListAuditEntriesAsync(new() { PageSize = 1000 })).Entries.Count > 5);
        See(await new ConfigurationService.ConfigurationServiceClient(_channel).GetConfigurationAsync(new()));
        See(await new AuthoritativeSourceService.AuthoritativeSourceServiceClient(_channel).ListQuarantinedRecordsAsync(new()));
        See(await new ImportService.ImportServiceClient(_channel).ListImportsAsync(new()));
        var targets = new TargetSystemService.TargetSystemServiceClient(_channel);
        See(await targets.GetTargetSystemAsync(new() { Name = Documents.Target }));
        Assert.True(See(await targets.TestTargetSystemAsync(new() { Name = Documents.Target })).Succeeded);
    }

    private async Task ReadErrorsAsync()
    {
        var identities = new IdentityService.IdentityServiceClient(_channel);
        var events = new LifecycleEventService.LifecycleEventServiceClient(_channel);
        await FailAsync(async () => await identities.ListIdentitiesAsync(new() { Filter = "identity.badge.startsWith('c')" }));
        var wrongType = Events.Join(Events.NewKey());
        wrongType.Attributes["badge"] = new() { ListValue = new() { Values = { new AttributeValue { StringValue = "canary-in-a-list" } } } };
        await FailAsync(async () => await events.SubmitEventAsync(new() { Event = wrongType }));
        var tooLong = Events.Join(Events.NewKey(), badge: "canary-" + new string('x', 1 << 20));
        await FailAsync(async () => await events.SubmitEventAsync(new() { Event = tooLong }));
    }

    private async Task FailAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        See(error.ToString() + error.Trailers.Aggregate("", (all, e) => all + (e.IsBinary ? Encoding.UTF8.GetString(e.ValueBytes) : e.Value)));
    }

    /// <summary>Every column of every table and view, but the working copies.</summary>
    private async Task ReadStoreAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_world.Silo.PathOf("prov-data/prov.db")};Pooling=False");
        await connection.OpenAsync();
        var columns = await QueryAsync(connection, "select m.name || '.' || c.name from sqlite_master m, pragma_table_info(m.name) c where m.type in ('table', 'view')");
        Assert.Contains("v_identities.attributes", columns);
        foreach (var column in columns.Except(_payloads).Select(c => c.Split('.')))
        {
            (await QueryAsync(connection, $"select cast(\"{column[1]}\" as text) from \"{column[0]}\"")).ForEach(See);
        }
    }

    private static async Task<List<string>> QueryAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.IsDBNull(0) ? "" : reader.GetString(0));
        }

        return values;
    }

    /// <summary>What the silo leaves on its disk beside the database: spooled feeds, indexes, logs.</summary>
    private void ReadFiles()
    {
        foreach (var file in Directory.EnumerateFiles(_world.Silo.Folder, "*", SearchOption.AllDirectories).Where(f => !Path.GetFileName(f).StartsWith("prov.db", StringComparison.Ordinal)))
        {
            See(Encoding.UTF8.GetString(File.ReadAllBytes(file)));
        }
    }

    private async Task<bool> HasRefusalAsync() =>
        (await new AccountService.AccountServiceClient(_channel).ListAccountsAsync(new())).Accounts.Any(a => a.FailureReason.Length > 0);

    private T See<T>(T message)
        where T : IMessage
    {
        See(message.ToString()!);
        return message;
    }

    private void See(string text) => _seen.AppendLine(text);
}
