using System.Net;
using MySqlConnector;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Sql.Outcomes;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>Opens connections. The secret is resolved at the first use, and again after the database refused it.</summary>
internal sealed class MySqlSource(Func<string> connectionString, TimeSpan timeout, int concurrency) : IAsyncDisposable
{
    /// <summary>
    /// Strict, so that a value is never cut off unseen; UTC, so that a time means the same everywhere; room for the memberships of one
    /// account, which the server would otherwise cut off at a megabyte.
    /// </summary>
    private const string Session =
        "SET sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', group_concat_max_len = 1073741824";

    private readonly Lock _lock = new();
    private MySqlDataSource? _current;

    /// <exception cref="SqlFaultException">Not reached, or not let in: nothing has happened.</exception>
    public async Task<MySqlConnection> OpenAsync(CancellationToken cancellationToken)
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
        catch (MySqlException e)
        {
            var outcome = MySqlFaults.WhileOpening(e);
            if (outcome.Reason == MySqlFaults.InvalidCredentials)
            {
                await ForgetAsync(source);
            }

            throw new SqlFaultException(outcome, e);
        }
    }

    /// <summary>The two keep the checks of their columns in different catalogues.</summary>
    public async Task<bool> IsMariaDbAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
    }

    public ValueTask DisposeAsync() => _current?.DisposeAsync() ?? ValueTask.CompletedTask;

    private MySqlDataSource Current()
    {
        lock (_lock)
        {
            return _current ??= Make();
        }
    }

    private MySqlDataSource Make()
    {
        try
        {
            var builder = new MySqlConnectionStringBuilder(connectionString())
            {
                ConnectionTimeout = (uint)Math.Max(1, Math.Ceiling(timeout.TotalSeconds)),
                DefaultCommandTimeout = (uint)Math.Max(1, Math.Ceiling(timeout.TotalSeconds)) + 1,
                CancellationTimeout = -1,
                MaximumPoolSize = (uint)Math.Max(1, concurrency),
                MinimumPoolSize = 0,
                AutoEnlist = false,

                // What is prepared and set at the opening stays: nobody else uses these connections.
                ConnectionReset = false,

                // An UPDATE counts the rows that it found, also those that held the values already.
                UseAffectedRows = false,
                TreatTinyAsBoolean = false,
                GuidFormat = MySqlGuidFormat.None,
            };
            return IsProtected(builder) ? Make(builder) : throw SqlFaultException.Refused(
                "INSECURE_TRANSPORT", "The database is on another machine: set SSL Mode=VerifyFull (and SSL CA for an own CA) in connectionString.");
        }
        catch (InvalidOperationException)
        {
            throw new SqlFaultException(ConnectorResult.Failed(
                ConnectorStatus.Unavailable, "SECRET_NOT_FOUND", "The secret that connectionString refers to is not there. Provide it."));
        }
        catch (ArgumentException)
        {
            throw SqlFaultException.Refused("SETTING_MALFORMED", "connectionString has a key or value that MySQL connections do not know.");
        }
    }

    private static MySqlDataSource Make(MySqlConnectionStringBuilder settings)
    {
        var builder = new MySqlDataSourceBuilder(settings.ConnectionString);
        builder.UseConnectionOpenedCallback(async (context, cancellationToken) =>
        {
            if (context.Conditions.HasFlag(MySqlConnectionOpenedConditions.New))
            {
                await using var command = new MySqlCommand(Session, context.Connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        });
        return builder.Build();
    }

    private static bool IsProtected(MySqlConnectionStringBuilder builder) =>
        builder.SslMode is MySqlSslMode.VerifyCA or MySqlSslMode.VerifyFull
        || builder.ConnectionProtocol == MySqlConnectionProtocol.UnixSocket
        || builder.Server.Split(',').All(host =>
            host is "" or "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)));

    private async Task ForgetAsync(MySqlDataSource source)
    {
        lock (_lock)
        {
            _current = _current == source ? null : _current;
        }

        await source.DisposeAsync();
    }
}
