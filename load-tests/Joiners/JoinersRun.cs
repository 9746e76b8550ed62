using System.Diagnostics;
using Npgsql;

namespace Prov.LoadTests.Joiners;

/// <summary>Drives rounds of joiners into one silo and watches its database for the end.</summary>
internal sealed class JoinersRun(JoinerStream stream, string database, int siloProcess)
{
    /// <summary>Resident memory that the last saturated round added to the silo, per identity with its accounts.</summary>
    public long BytesPerIdentity { get; private set; }

    /// <summary>As many as it takes, until every account agrees.</summary>
    public async Task<TimeSpan> SaturateAsync(string round, long count)
    {
        var events = Enumerable.Range(0, (int)count).Select(i => JoinerConfiguration.Joiner(round, i, $"{round}:{i}")).ToList();
        var before = ResidentBytes();
        var start = Stopwatch.GetTimestamp();
        await stream.SendAsync(events, 0);
        await ConvergedAsync();
        var elapsed = Stopwatch.GetElapsedTime(start);
        BytesPerIdentity = Math.Max(0, ResidentBytes() - before) / count;
        return elapsed;
    }

    /// <summary>At a rate that leaves room, for latencies from the intended start.</summary>
    public async Task<double[]> PaceAsync(string round, int count, double perSecond)
    {
        var events = Enumerable.Range(0, count).Select(i => JoinerConfiguration.Joiner(round, i, $"{round}:{i}")).ToList();
        var latencies = await stream.SendAsync(events, perSecond);
        await ConvergedAsync();
        return latencies;
    }

    /// <summary>The same content again under new event ids: what is written for events that change nothing.</summary>
    public async Task<DatabaseCounters> RepeatAsync(string round, int count)
    {
        var before = await DatabaseCounters.ReadAsync(database);
        await stream.SendAsync([.. Enumerable.Range(0, count).Select(i => JoinerConfiguration.Joiner(round, i, $"{round}:again:{i}"))], 0);
        return (await DatabaseCounters.ReadAsync(database)).Since(before);
    }

    /// <summary>Counts what is there: a figure for a wrong result is void.</summary>
    public async Task CheckAsync(long joiners)
    {
        var found = await ScalarAsync(
            "select (select count(*) from identities where state = 'Active') || ' ' || (select count(*) from accounts where status = 'Converged' and applied_generation = desired_generation)");
        if (found != $"{joiners} {joiners * JoinerConfiguration.Targets.Length}")
        {
            throw new InvalidOperationException($"Expected {joiners} identities and three accounts each, found {found}.");
        }
    }

    private async Task ConvergedAsync()
    {
        // The partial index of due work is empty exactly when every account agrees.
        while (await ScalarAsync("select exists (select 1 from accounts where due_at is not null)::text") == "true")
        {
            await Task.Delay(100);
        }
    }

    private async Task<string> ScalarAsync(string query)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private long ResidentBytes()
    {
        using var process = Process.GetProcessById(siloProcess);
        return process.WorkingSet64;
    }
}
