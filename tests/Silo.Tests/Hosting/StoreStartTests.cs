using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Prov.Silo.Hosting;
using Prov.Storage;

namespace Prov.Silo.Tests.Hosting;

/// <summary>How long a start waits for its database, and for which faults.</summary>
public sealed class StoreStartTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _output = new();
    private int _attempts;

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task Run_DatabaseComesLater_GoesOn()
    {
        await PassTimeAsync(Start(TimeSpan.FromMinutes(1), _ => _attempts < 4 ? Away() : Task.CompletedTask));

        Assert.Equal(4, _attempts);
        Assert.Single(_output.ToString().TrimEnd().Split('\n'));
        Assert.Contains(StoreReasons.Unavailable, _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DatabaseNeverComes_EndsAfterTheWaitAndNotBefore()
    {
        var start = _time.GetUtcNow();

        var fault = await Assert.ThrowsAsync<StoreException>(() => PassTimeAsync(Start(TimeSpan.FromMinutes(1), _ => Away())));

        Assert.Equal(StoreReasons.Unavailable, fault.Reason);
        Assert.InRange(_time.GetUtcNow() - start, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));
        Assert.InRange(_attempts, 12, 20);
    }

    [Fact]
    public async Task Run_NoWait_AttemptsOnce()
    {
        await Assert.ThrowsAsync<StoreException>(() => PassTimeAsync(Start(TimeSpan.Zero, _ => Away())));

        Assert.Equal(1, _attempts);
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData(PostgresErrorCodes.InvalidPassword, StoreReasons.AccessDenied)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege, StoreReasons.AccessDenied)]
    [InlineData(PostgresErrorCodes.DiskFull, StoreReasons.Full)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction, StoreReasons.ReadOnly)]
    [InlineData(PostgresErrorCodes.SyntaxError, StoreReasons.SchemaRefused)]
    public async Task Run_FaultThatAPersonMustMend_EndsAtOnce(string state, string reason)
    {
        var fault = await Assert.ThrowsAsync<StoreException>(
            () => PassTimeAsync(Start(TimeSpan.FromMinutes(1), _ => throw new PostgresException("secret-text", "FATAL", "FATAL", state))));

        Assert.Equal((reason, 1), (fault.Reason, _attempts));
        Assert.DoesNotContain("secret-text", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.InvalidCatalogName)]
    public async Task Run_FaultThatPasses_IsWaitedFor(string state)
    {
        await PassTimeAsync(Start(
            TimeSpan.FromMinutes(1), _ => _attempts < 2 ? throw new PostgresException("", "FATAL", "FATAL", state) : Task.CompletedTask));

        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task Run_FaultThatIsNotTheDatabases_IsNotHidden() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Start(TimeSpan.FromMinutes(1), _ => throw new InvalidOperationException()));

    [Fact]
    public async Task Run_FileIsNoDatabase_EndsAtOnce()
    {
        var fault = await Assert.ThrowsAsync<StoreException>(() => PassTimeAsync(Start(TimeSpan.FromMinutes(1), _ => throw new SqliteException("", 26))));

        Assert.Equal((StoreReasons.SchemaRefused, 1), (fault.Reason, _attempts));
    }

    private static Task Away() => throw new NpgsqlException("", new SocketException((int)SocketError.ConnectionRefused));

    private Task Start(TimeSpan wait, Func<int, Task> attempt) =>
        new StoreStart(() => attempt(++_attempts), wait, _time, _output).RunAsync(CancellationToken.None);

    private async Task PassTimeAsync(Task start)
    {
        while (!start.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }

        await start;
    }
}
