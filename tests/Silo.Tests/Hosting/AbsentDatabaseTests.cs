using System.Diagnostics;
using System.Net.Sockets;
using Prov.Silo.Hosting;
using Prov.Storage;
using Prov.Tests.Servers;

namespace Prov.Silo.Tests.Hosting;

/// <summary>The program, started while its PostgreSQL is away.</summary>
public sealed class AbsentDatabaseTests : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(120);

    private readonly int _port = FreePorts.Take();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-absent-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Serve_DatabaseNeverComes_EndsWithCodeThreeInOneLine()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var connection = await postgres.CreateDatabaseAsync("prov");
        await postgres.StopAsync();

        using var silo = Start("serve", connection, TimeSpan.FromSeconds(2));
        var lines = (await silo.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).TrimEnd().Split('\n');
        await silo.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, silo.ExitCode);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("Waiting for the database, 2 s at most: STORE_UNAVAILABLE: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("The silo was not started: STORE_UNAVAILABLE: PostgreSQL does not answer.", lines[1], StringComparison.Ordinal);
        Assert.Contains("Prov:Store:StartWait", lines[1], StringComparison.Ordinal);
        AssertTellsNothing(string.Concat(lines), postgres);
    }

    [Fact]
    public async Task Serve_DatabaseComesLater_Serves()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var connection = await postgres.CreateDatabaseAsync("prov");
        await postgres.StopAsync();
        using var silo = Start("serve", connection, TimeSpan.FromMinutes(2));
        try
        {
            var line = await silo.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.StartsWith("Waiting for the database", line, StringComparison.Ordinal);

            await postgres.RestartAsync();

            await Deadline.UntilAsync(() => Task.FromResult(silo.HasExited || Serves()), _limit, "the silo serves");
            Assert.False(silo.HasExited);
        }
        finally
        {
            silo.Kill();
            await silo.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("migrate")]
    public async Task Start_WrongPassword_EndsAtOnceAndTellsNothing(string command)
    {
        var postgres = await SharedServers.PostgresAsync();
        var connection = (await postgres.CreateDatabaseAsync()).Replace(postgres.Password, "canary-password", StringComparison.Ordinal);

        using var silo = Start(command, connection, TimeSpan.FromMinutes(10));
        var error = await silo.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await silo.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, silo.ExitCode);
        Assert.StartsWith($"The silo was not started: {StoreReasons.AccessDenied}: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        AssertTellsNothing(error, postgres);
        Assert.DoesNotContain("canary-password", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_NoConnectionString_EndsWithCodeTwoAndTellsNothing()
    {
        using var silo = Start("serve", "Host=127.0.0.1;Pasword=canary-password", TimeSpan.Zero);
        var error = await silo.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await silo.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, silo.ExitCode);
        Assert.Contains("Prov:Store:ConnectionString: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error, StringComparison.Ordinal);
    }

    private static void AssertTellsNothing(string text, PostgresServer postgres)
    {
        Assert.DoesNotContain(postgres.Password, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Username=", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    /// <summary>Whether it has opened its port, which is the last thing that it does.</summary>
    private bool Serves()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private Process Start(string command, string connection, TimeSpan wait)
    {
        var info = new ProcessStartInfo("dotnet", [typeof(SiloHost).Assembly.Location, command, $"--Prov:Listen=http://127.0.0.1:{_port}"])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardError = true,
        };
        info.Environment["Prov__Store__Provider"] = "PostgreSql";
        info.Environment["Prov__Store__ConnectionString"] = connection;
        info.Environment["Prov__Store__StartWait"] = wait.ToString();
        return Process.Start(info)!;
    }
}
