using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;

namespace Prov.Connectors.Tests.Sql;

/// <summary>Attributes whose values are rows of a table of their own.</summary>
public abstract class SqlSatelliteTests : ConnectorConformance
{
    private const string Awkward = "x'); DROP TABLE accounts;--";

    private SqlTarget Database => (SqlTarget)Target;

    [Fact]
    public async Task Create_SeveralValues_RowsAndReadBack()
    {
        var created = await CreateAsync(Writer, Account("jsmith", "b", Awkward));

        Assert.Equal(Value.ListOf(["b", Awkward]), created.Attributes["phones"]);
        Assert.Equal(["b", Awkward], await PhonesAsync("jsmith"));
    }

    [Fact]
    public async Task Update_OtherValues_OnlyTheDifferenceIsWritten()
    {
        var account = await CreateAsync(Writer, Account("jsmith", "a", "b"));
        await CreateAsync(Writer, Account("bystander", "a"));

        foreach (var _ in new[] { 1, 2 })
        {
            AssertDone(await Writer.UpdateAsync(ById(account), Set(Value.ListOf(["b", "c"])), TestContext.Current.CancellationToken));
        }

        Assert.Equal(["b", "c"], await PhonesAsync("jsmith"));
        Assert.Equal(["a"], await PhonesAsync("bystander"));
    }

    [Fact]
    public async Task Update_NoValue_NoRowAndNoAttribute()
    {
        var account = await CreateAsync(Writer, Account("jsmith", "a", "b"));

        AssertDone(await Writer.UpdateAsync(ByName("jsmith"), Set(Value.Null), TestContext.Current.CancellationToken));

        Assert.Empty(await PhonesAsync("jsmith"));
        var read = await Capability<IAccountReader>(Make()).ReadAsync(ById(account), TestContext.Current.CancellationToken);
        Assert.False(read.Value!.Attributes.ContainsKey("phones"));
    }

    [Fact]
    public async Task Update_AbsentAccount_NotFoundAndNoRow()
    {
        var result = await Writer.UpdateAsync(ByName("nobody"), Set(Value.ListOf(["a"])), TestContext.Current.CancellationToken);

        AssertFailed(Outcomes.ConnectorStatus.NotFound, result);
        Assert.Empty(await PhonesAsync("nobody"));
    }

    [Fact]
    public async Task Delete_TakesItsRowsWithIt()
    {
        var account = await CreateAsync(Writer, Account("jsmith", "a", "b"));

        AssertDone(await Writer.DeleteAsync(ById(account), TestContext.Current.CancellationToken));

        Assert.Equal(0, await Target.CountAsync());
        Assert.Equal(0, await Database.CountAsync("phones"));
    }

    protected abstract Task<TargetUnderTest> StartBareAsync();

    protected override async Task<TargetUnderTest> StartAsync()
    {
        var target = (SqlTarget)await StartBareAsync();
        await target.ExecuteAsync("CREATE TABLE phones (account bigint NOT NULL REFERENCES accounts (id), phone varchar(100) NOT NULL)");
        return target;
    }

    private IAccountWriter Writer => Capability<IAccountWriter>(Make());

    private IConnector Make() => Target.Make(t => t with
    {
        Mappings = [new AttributeMapping("phones", "null"), new AttributeMapping("display name", "null")],
        Settings = t.Settings.SetItem("satellites", "phones = phones(account, phone)"),
    });

    private static NewAccount Account(string name, params ImmutableArray<string> phones) =>
        new() { Name = name, Enabled = true, Attributes = AttributeSet.Empty.Add("display name", Value.From("Jane")).Add("phones", Value.ListOf(phones)) };

    private static AccountChange Set(Value phones) => new() { Set = AttributeSet.Empty.Add("phones", phones) };

    private Task<ImmutableArray<string>> PhonesAsync(string name) =>
        Database.TextsAsync("SELECT phone FROM phones WHERE account = (SELECT id FROM accounts WHERE login = $1) ORDER BY phone", name);
}

public sealed class PostgreSqlSatelliteTests : SqlSatelliteTests
{
    protected override Task<TargetUnderTest> StartBareAsync() => PostgreSqlTarget.StartAsync();
}

public sealed class MariaDbSatelliteTests : SqlSatelliteTests
{
    protected override Task<TargetUnderTest> StartBareAsync() => MariaDbTarget.StartAsync();
}

public sealed class SqliteSatelliteTests : SqlSatelliteTests
{
    protected override Task<TargetUnderTest> StartBareAsync() => SqliteTarget.StartAsync();
}
