using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Npgsql;
using Prov.Domain.Identities;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.LoadTests.Policies;

/// <summary>
/// What a silo on PostgreSQL needs for a whole population, through its API: a what-if over everyone in which every policy has changed and
/// one person in a hundred gets another answer, the same as a recompute, and explanations of single people. Beside it a bare scan of the
/// rows that the what-if reads.
/// </summary>
public sealed class WholePopulation(long people) : IAsyncDisposable
{
    private const int Explanations = 2_000;
    private const int EventsAtOnce = 64;

    // One person in a hundred is called so.
    private const int ChangedName = 7;

    private readonly PolicyShape _shape = new() { Policies = 100, Mappings = 6 };
    private PostgresServer? _postgres;
    private SiloProcess? _silo;
    private string _database = "";
    private GrpcChannel? _channel;

    public async Task PrepareAsync()
    {
        _postgres = await PostgresServer.StartAsync(new PostgresOptions { SharedBuffersMegabytes = 1024 });
        _database = await _postgres.CreateDatabaseAsync();
        _silo = await SiloProcess.StartAsync(new SiloProcessOptions
        {
            Settings = new Dictionary<string, string> { ["Prov:Store:Provider"] = "PostgreSql" },
            Environment = new Dictionary<string, string> { ["Prov__Store__ConnectionString"] = _database },
        });
        _channel = _silo.Connect();
        var version = (await new ConfigurationService.ConfigurationServiceClient(_channel).ApplyConfigurationAsync(Documents(_shape))).Version;
        await RecomputedAsync(version);
        var watch = Stopwatch.StartNew();
        await new PopulationLoader(_shape, _shape.Compile(version), _database).LoadAsync(people);
        Console.WriteLine($"{people:N0} people loaded in {watch.Elapsed.TotalSeconds:0} s");
    }

    /// <summary>Seconds of a bare scan of the columns that the what-if reads.</summary>
    public async Task<double> ScanAsync()
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        var watch = Stopwatch.StartNew();
        await using var command = new NpgsqlCommand("select id, state, policy_version, due_at, attributes from identities where tenant = 'default'", connection) { CommandTimeout = 0 };
        await using var rows = await command.ExecuteReaderAsync();
        var bytes = 0L;
        while (await rows.ReadAsync())
        {
            bytes += rows.GetString(0).Length + rows.GetString(1).Length + rows.GetInt64(2) + rows.GetFieldValue<byte[]>(4).Length;
        }

        GC.KeepAlive(bytes);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Seconds of a what-if, and what it found.</summary>
    public async Task<(double Seconds, PlanSummary Summary)> WhatIfAsync()
    {
        var watch = Stopwatch.StartNew();
        var request = new PreviewConfigurationRequest { Documents = { Changed().Documents } };
        using var call = new PreviewService.PreviewServiceClient(_channel).PreviewConfiguration(request);
        PlanSummary? summary = null;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            summary = call.ResponseStream.Current.Summary ?? summary;
        }

        return (watch.Elapsed.TotalSeconds, summary!);
    }

    /// <summary>Seconds of a recompute of the same change, from the apply until everyone was looked at, and to its end, and whom it changed.</summary>
    public async Task<(double Scan, double Seconds, Recompute Recompute)> RecomputeAsync()
    {
        var watch = Stopwatch.StartNew();
        var version = (await new ConfigurationService.ConfigurationServiceClient(_channel).ApplyConfigurationAsync(Changed())).Version;
        var scanned = 0.0;
        var recompute = await RecomputedAsync(version, r => scanned = scanned > 0 || r.Screened < people ? scanned : watch.Elapsed.TotalSeconds);
        return (scanned, watch.Elapsed.TotalSeconds, recompute);
    }

    /// <summary>Seconds of as many events that each change one person's answer as the recompute did: he comes to have the name that it was about.</summary>
    public async Task<double> EventsAsync(long changed)
    {
        var client = new LifecycleEventService.LifecycleEventServiceClient(_channel);
        var others = Enumerable.Range(0, (int)people).Where(p => p % 100 != ChangedName).Take((int)changed);
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(others, new ParallelOptions { MaxDegreeOfParallelism = EventsAtOnce }, async (person, token) =>
        {
            var move = new LifecycleEvent { Source = "hr", SourceKey = PolicyShape.KeyOf(person), EventId = $"e{person}", Kind = LifecycleEvent.Types.Kind.Move };
            move.Attributes.Add("givenName", new AttributeValue { StringValue = $"Given{ChangedName}" });
            await client.SubmitEventAsync(new() { Event = move }, cancellationToken: token);
        });
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Milliseconds within which 99 of 100 explanations come, one after the other.</summary>
    public async Task<double> ExplainAsync()
    {
        var client = new IdentityService.IdentityServiceClient(_channel);
        var random = new Random(1);
        var times = new List<double>(Explanations);
        for (var i = 0; i < Explanations + 100; i++)
        {
            var id = IdentityId.For("default", "hr", PolicyShape.KeyOf(random.NextInt64(people)));
            var watch = Stopwatch.StartNew();
            await client.ExplainIdentityAsync(new() { IdentityId = id });
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times.Skip(100).Order().ElementAt(Explanations * 99 / 100);
    }

    /// <summary>Megabytes that the silo has in memory.</summary>
    public long SiloMegabytes() => Process.GetProcessById(_silo!.ProcessId!.Value).WorkingSet64 >> 20;

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    private static ApplyConfigurationRequest Documents(PolicyShape shape) => new() { Documents = { PolicyMessages.Of(shape.Configuration()) } };

    private ApplyConfigurationRequest Changed() => Documents(new PolicyShape
    {
        Policies = _shape.Policies, Mappings = _shape.Mappings, AlsoWhen = $" && identity.givenName != 'Given{ChangedName}'",
    });

    private async Task<Recompute> RecomputedAsync(long version, Action<Recompute>? look = null)
    {
        var client = new RecomputeService.RecomputeServiceClient(_channel);
        while (true)
        {
            var recompute = (await client.GetRecomputeAsync(new())).Recompute;
            if (recompute.ConfigurationVersion >= version)
            {
                look?.Invoke(recompute);
            }

            if (recompute.ConfigurationVersion >= version && recompute.State is (Recompute.Types.State.Done or Recompute.Types.State.Held))
            {
                return recompute;
            }

            await Task.Delay(20);
        }
    }
}
