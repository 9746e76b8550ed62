using Microsoft.Data.Sqlite;
using Prov.Client.Demo.Check;
using Prov.Client.Errors;
using Prov.Client.Tests.Commands;
using Prov.Tests.Servers;

namespace Prov.Client.Tests.Server;

/// <summary>A silo with the samples' configuration and empty targets, for all tests of a class.</summary>
public sealed class ConfiguredSilo : IAsyncLifetime
{
    private SiloProcess? _silo;

    /// <summary>The samples' configuration, with the targets in the silo's folder.</summary>
    public string Configuration => Silo.PathOf("configuration");

    internal TargetFiles Targets => new(Silo.PathOf("targets/directory.csv"), Silo.PathOf("targets/crm.db"));

    private SiloProcess Silo => _silo ?? throw new InvalidOperationException("The silo has not been started.");

    public async ValueTask InitializeAsync()
    {
        _silo = await SiloProcess.StartAsync();
        MakeTargets();
        CopyConfiguration();
        var applied = await RunAsync("apply", "-f", Configuration);
        Assert.True(applied.Code == ExitCode.Ok, applied.Messages);
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }
    }

    /// <summary>Runs the command line as the silo's administrator.</summary>
    internal Task<Invocation> RunAsync(params string[] args) => Invocation.RunAsync([.. args, "--server", Silo.Address.ToString(), "--token", Silo.Token]);

    /// <summary>Runs it with another token.</summary>
    internal Task<Invocation> RunAsAsync(string token, params string[] args) =>
        Invocation.RunAsync([.. args, "--server", Silo.Address.ToString(), "--token", token]);

    /// <summary>Waits until every account is what it should be.</summary>
    internal Task ConvergeAsync() => Deadline.UntilAsync(
        async () => (await RunAsync("status", "-o", "json")).Json.GetProperty("accountsNotConverged").GetString() == "0",
        TimeSpan.FromSeconds(30), "all accounts are converged");

    private void MakeTargets()
    {
        Directory.CreateDirectory(Silo.PathOf("targets"));
        using var connection = new SqliteConnection($"Data Source={Silo.PathOf("targets/crm.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", "crm.sql"));
        command.ExecuteNonQuery();
    }

    private void CopyConfiguration()
    {
        Directory.CreateDirectory(Configuration);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "samples", "configuration")))
        {
            var text = File.ReadAllText(file).Replace("targets/", Silo.PathOf("targets") + "/", StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(Configuration, Path.GetFileName(file)), text);
        }
    }
}
