using Grpc.Core;
using Microsoft.Data.Sqlite;
using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Secrets;

/// <summary>
/// What a configuration can name as a secret, by the API of a real silo. Every file outside holds a connection string that works, so that a
/// reference that is followed shows itself: the test of the target then succeeds.
/// </summary>
public sealed class SecretReferenceTests : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("prov-references-");
    private SiloProcess _silo = null!;

    private string Connection => $"Data Source={Path.Combine(_root.FullName, "target.db")}";

    public async ValueTask InitializeAsync()
    {
        await using (var connection = new SqliteConnection(Connection + ";Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "create table accounts (login text primary key)";
            await command.ExecuteNonQueryAsync();
        }

        _root.CreateSubdirectory("secrets");
        await File.WriteAllTextAsync(Path.Combine(_root.FullName, "secrets", "inside"), Connection);
        await File.WriteAllTextAsync(Path.Combine(_root.FullName, "outside"), Connection);
        File.CreateSymbolicLink(Path.Combine(_root.FullName, "secrets", "file-link"), Path.Combine(_root.FullName, "outside"));
        Directory.CreateSymbolicLink(Path.Combine(_root.FullName, "secrets", "folder-link"), _root.FullName);
        _silo = await SiloProcess.StartAsync(new SiloProcessOptions
        {
            Settings = new Dictionary<string, string> { ["Prov:SecretsFolder"] = Path.Combine(_root.FullName, "secrets") },
            Environment = new Dictionary<string, string> { ["TARGET_CONNECTION"] = Connection, ["PROV_SECRET_TARGET"] = Connection },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task TestTargetSystem_SecretsOfAnyPlace_AreReadFromTheirOwnOnly()
    {
        using var channel = _silo.Connect();
        foreach (var reference in new[] { "secret:inside", "file:inside", "env:PROV_SECRET_TARGET" })
        {
            Assert.True((await TestAsync(channel, reference)).Succeeded, reference);
        }

        string[] outside =
        [
            "file:/etc/shadow", $"file:{_root.FullName}/outside", "file:../outside", "secret:../outside", "secret:file-link", "secret:folder-link/outside",
            "secret:absent", "env:TARGET_CONNECTION", "env:PATH", "env:PROV_SECRET_ABSENT",
        ];
        foreach (var reference in outside)
        {
            var answer = await TestAsync(channel, reference);
            Assert.False(answer.Succeeded, reference);
            Assert.Equal("SECRET_NOT_FOUND", answer.Reason);
            Assert.DoesNotContain("target.db", answer.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("root:", answer.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("target.db", await File.ReadAllTextAsync(_silo.LogFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<TestTargetSystemResponse> TestAsync(ChannelBase channel, string reference)
    {
        var target = new ConfigurationDocument
        {
            Name = Documents.Target,
            TargetSystem = new()
            {
                Connector = "sql",
                Settings = { ["provider"] = "sqlite", ["connectionString"] = reference, ["accountTable"] = "accounts", ["nameColumn"] = "login" },
                AccountName = new() { Expression = "identity.familyName" },
            },
        };
        await new ConfigurationService.ConfigurationServiceClient(channel).ApplyConfigurationAsync(
            new() { Documents = { Documents.Schema(), Documents.Hr(), target, Documents.Everyone() } });
        return await new TargetSystemService.TargetSystemServiceClient(channel).TestTargetSystemAsync(new() { Name = Documents.Target });
    }
}
