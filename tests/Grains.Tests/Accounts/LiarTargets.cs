using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;
using Orleans.TestingHost;
using Prov.Connectors;
using Prov.Connectors.Chaos;
using Prov.Connectors.DelimitedText;
using Prov.Connectors.Ldap;
using Prov.Connectors.Sql;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;
using Prov.Grains.Hosting;
using Prov.Grains.Policies;
using Prov.Grains.Sources;
using Prov.Storage;
using Prov.Tests.Servers;
using Sylvan.Data.Csv;

namespace Prov.Grains.Tests.Accounts;

/// <summary>One silo and three real targets, OpenLDAP, PostgreSQL and a file, whose answers get lost while that is configured.</summary>
internal sealed class LiarTargets : IAsyncDisposable, IConfigurationReader, ISecretResolver
{
    private const string NameAttribute = "employeeNumber";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-liars-");
    private readonly string _branch = $"ou=l{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
    private OpenLdapServer _ldap = null!;
    private string _database = "";
    private InProcessTestCluster _cluster = null!;
    private byte _version;

    public static IReadOnlyList<string> Targets { get; } = ["directory", "database", "file"];

    public IProvStore Store { get; private set; } = null!;

    public IEventSubmitter Submitter => _cluster.Silos[0].ServiceProvider.GetRequiredService<IEventSubmitter>();

    private string People => $"{_branch},{_ldap.BaseDn}";

    private string File => Path.Combine(_folder.FullName, "accounts.csv");

    public static async Task<LiarTargets> StartAsync()
    {
        var targets = new LiarTargets { _ldap = await SharedServers.OpenLdapAsync() };
        var postgres = await SharedServers.PostgresAsync();
        targets._database = await postgres.CreateDatabaseAsync();
        await targets._ldap.ChangeAsync($"dn: {targets.People}\nobjectClass: organizationalUnit\n\n");
        await using var source = NpgsqlDataSource.Create(targets._database);
        await using var table = source.CreateCommand(
            "create table accounts (id bigint generated always as identity primary key, login text not null unique, active boolean not null, number text, full_name text)");
        await table.ExecuteNonQueryAsync();
        await System.IO.File.WriteAllTextAsync(targets.File, "login,active,number,full_name\n");
        targets.Store = ProvStore.Open(
            new() { Provider = StoreProvider.PostgreSql, ConnectionString = await postgres.CreateDatabaseAsync() }, TimeProvider.System);
        await targets.Store.MigrateAsync(CancellationToken.None);
        await targets.LieAsync(true);
        await targets.DeployAsync();
        return targets;
    }

    /// <summary>Makes a configuration the newest in which answers get lost, or in which none does.</summary>
    public async Task LieAsync(bool lie)
    {
        _version++;
        Assert.True(await Store.SaveConfigurationAsync(new("t", _version, [lie ? (byte)1 : (byte)0], "tester", DateTimeOffset.UnixEpoch), CancellationToken.None));
    }

    /// <summary>Every account of a target, by the target's own means: number, name, whether it is enabled, the person's name.</summary>
    public Task<List<(string Number, string Login, bool Enabled, string Name)>> ReadAsync(string target) => target switch
    {
        "directory" => DirectoryAsync(),
        "database" => DatabaseAsync(),
        _ => FileAsync(),
    };

    public ConfigurationSet Read(ImmutableArray<byte> documents) => new()
    {
        Schema = new([new("number", AttributeType.String), new("name", AttributeType.String)]),
        Sources =
        [
            new AuthoritativeSource
            {
                Name = "hr",
                Attributes = [new("number", AttributeType.String), new("name", AttributeType.String)],
                Mappings = [new("number", "record.number"), new("name", "record.name")],
                Guard = new MassChangeGuard { MaxLeaveShare = 1 },
            },
        ],
        Targets =
        [
            Target("directory", "ldap", "description", documents[0],
                [new("description", "identity.number"), new("cn", "identity.name"), new("sn", "identity.name")],
                ("host", _ldap.Host), ("port", $"{_ldap.LdapsPort}"), ("caFile", _ldap.CaCertificatePath), ("bindDn", _ldap.AdminDn),
                ("bindPassword", "secret:directory"), ("baseDn", People), ("rdnAttribute", NameAttribute)),
            Target("database", "sql", "number", documents[0], [new("number", "identity.number"), new("full_name", "identity.name")],
                ("provider", "postgresql"), ("connectionString", "secret:database"), ("accountTable", "accounts"), ("nameColumn", "login"),
                ("keyColumn", "id"), ("enabledColumn", "active")),
            Target("file", "delimitedText", "number", documents[0], [new("number", "identity.number"), new("full_name", "identity.name")],
                ("path", File), ("nameColumn", "login"), ("enabledColumn", "active")),
        ],
        Policies = [new BirthrightPolicy { Name = "all", When = "true", Gives = new([], [.. Targets], []) }],
    };

    public string Resolve(string reference) => reference == "secret:directory" ? _ldap.AdminPassword : _database;

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await Store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private static TargetSystem Target(
        string name, string connector, string ownership, byte lies, ImmutableArray<AttributeMapping> mappings, params (string Name, string Value)[] settings) => new()
    {
        Name = name,
        Connector = connector,
        AccountName = new("identity.name.lower().replace(\" \", \".\")"),
        OwnershipAttribute = ownership,
        Mappings = mappings,
        Settings = settings.Concat(lies == 1
            ? [("chaosSeed", "11"), ("chaosLostReplyShare", "0.3"), ("chaosLostRequestShare", "0.05")]
            : Array.Empty<(string, string)>()).ToImmutableSortedDictionary(s => s.Item1, s => s.Item2),
    };

    private static void AddDomainTypes(ISerializerBuilder serializer) =>
        serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("Prov.Domain", StringComparison.Ordinal) == true);

    private async Task<List<(string Number, string Login, bool Enabled, string Name)>> DirectoryAsync() =>
    [
        .. (await _ldap.SearchAsync("(objectClass=inetOrgPerson)", ["*", "pwdAccountLockedTime"], People)).Select(e => (
            e.Values("description").Single(), e.Values(NameAttribute).Single(), !e.Values("pwdAccountLockedTime").Contains("000001010000Z"),
            e.Values("cn").Single())),
    ];

    private async Task<List<(string Number, string Login, bool Enabled, string Name)>> DatabaseAsync()
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand("select number, login, active, full_name from accounts");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(string, string, bool, string)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetString(3)));
        }

        return rows;
    }

    private async Task<List<(string Number, string Login, bool Enabled, string Name)>> FileAsync()
    {
        await using var reader = await CsvDataReader.CreateAsync(File);
        var rows = new List<(string, string, bool, string)>();
        while (await reader.ReadAsync())
        {
            rows.Add((
                reader.GetString(reader.GetOrdinal("number")), reader.GetString(reader.GetOrdinal("login")),
                reader.GetString(reader.GetOrdinal("active")) == "true", reader.GetString(reader.GetOrdinal("full_name"))));
        }

        return rows;
    }

    private async Task DeployAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(StorageNames.Coordinators);
            silo.Services.AddSingleton(Store);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton<IConfigurationReader>(this);
            silo.Services.AddSingleton<ISecretResolver>(this);
            foreach (var factory in (IConnectorFactory[])[new LdapConnectorFactory(), new SqlConnectorFactory(), new DelimitedTextConnectorFactory()])
            {
                silo.Services.AddSingleton<IConnectorFactory>(new ChaosConnectorFactory(factory));
            }

            silo.Services.AddProvGrains(new ProvGrainsOptions { DefaultTenant = "t", Imports = { DataFolder = Path.Combine(_folder.FullName, "silo") } });
            silo.Services.AddSerializer(AddDomainTypes);
        });
        builder.ConfigureClient(client => client.Services.AddSerializer(AddDomainTypes));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }
}
