using System.Net;
using Npgsql;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Sql.Outcomes;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>Opens connections. The secret is resolved at the first use, and again after the database refused it.</summary>
internal sealed class PostgreSqlSource(Func<string> connectionString, TimeSpan timeout, int concurrency) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private NpgsqlDataSource? _current;

    /// <exception cref="SqlFaultException">Not reached, or not let in: nothing has happened.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var source = Current();
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (OperationCanceledException e)
        {
            throw new SqlFaultException(ConnectorResult.Failed(ConnectorStatus.Unavailable, "TIMEOUT", "The database did not take the connection in time."), e);
        }
        catch (NpgsqlException e)
        {
            var outcome = PostgreSqlFaults.WhileOpening(e);
            if (outcome.Reason == PostgreSqlFaults.InvalidCredentials)
            {
                await ForgetAsync(source);
            }

            throw new SqlFaultException(outcome, e);
        }
    }

    public ValueTask DisposeAsync() => _current?.DisposeAsync() ?? ValueTask.CompletedTask;

    private NpgsqlDataSource Current()
    {
        lock (_lock)
        {
            return _current ??= Make();
        }
    }

    private NpgsqlDataSource Make()
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString())
            {
                Timeout = Math.Max(1, (int)Math.Ceiling(timeout.TotalSeconds)),
                CommandTimeout = Math.Max(1, (int)Math.Ceiling(timeout.TotalSeconds)) + 1,
                CancellationTimeout = -1,
                MaxPoolSize = Math.Max(1, concurrency),
                MinPoolSize = 0,
                Enlist = false,
                IncludeErrorDetail = false,
            };
            return IsProtected(builder) ? new NpgsqlDataSourceBuilder(builder.ConnectionString).Build() : throw SqlFaultException.Refused(
                "INSECURE_TRANSPORT", "The database is on another machine: set SSL Mode=VerifyFull (and Root Certificate for an own CA) in connectionString.");
        }
        catch (InvalidOperationException)
        {
            throw new SqlFaultException(ConnectorResult.Failed(
                ConnectorStatus.Unavailable, "SECRET_NOT_FOUND", "The secret that connectionString refers to is not there. Provide it."));
        }
        catch (ArgumentException)
        {
            throw SqlFaultException.Refused("SETTING_MALFORMED", "connectionString has a key or value that PostgreSQL connections do not know.");
        }
    }

    private static bool IsProtected(NpgsqlConnectionStringBuilder builder) =>
        builder.SslMode is SslMode.VerifyCA or SslMode.VerifyFull
        || (builder.Host ?? "localhost").Split(',').All(host =>
            host.StartsWith('/') || host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)));

    private async Task ForgetAsync(NpgsqlDataSource source)
    {
        lock (_lock)
        {
            _current = _current == source ? null : _current;
        }

        await source.DisposeAsync();
    }
}
