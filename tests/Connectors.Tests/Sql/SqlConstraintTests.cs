using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;

namespace Prov.Connectors.Tests.Sql;

/// <summary>What a database refuses is named by reason and column, and never by value.</summary>
public abstract class SqlConstraintTests : ConnectorConformance
{
    private const string SecretValue = "99887766-is-a-secret";

    [Theory]
    [InlineData("grade", -99887766L, ConnectorStatus.Refused, "CHECK_VIOLATED")]
    [InlineData("manager", 99887766L, ConnectorStatus.Refused, "REFERENCE_VIOLATED")]
    public async Task Create_NumberThatBreaksAConstraint_RefusedWithoutTheValue(string column, long value, ConnectorStatus status, string reason) =>
        await AssertRefusedAsync(column, Value.From(value), status, reason);

    [Fact]
    public async Task Create_SeveralValuesForOneColumn_Refused() =>
        await AssertRefusedAsync("code", Value.ListOf(["a", "b"]), ConnectorStatus.Refused, "SINGLE_VALUED");

    [Fact]
    public async Task Create_AttributeWithoutColumn_Refused() =>
        await AssertRefusedAsync("no\"such; column", Value.From("x"), ConnectorStatus.Refused, "COLUMN_UNKNOWN");

    [Fact]
    public async Task Create_ForbiddenEntitlement_NeitherAccountNorMembership()
    {
        await ((SqlTarget)Target).ExecuteAsync("DROP TABLE memberships; CREATE TABLE memberships (account bigint, role varchar(9) CHECK (role <> 'forbidden'))");

        var result = await Writer.CreateAsync(Target.Account("jsmith") with { Entitlements = ["fine", "forbidden"] }, TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "CHECK_VIOLATED"), (result.Status, result.Reason));
        Assert.Equal(0, await Target.CountAsync());
    }

    [Fact]
    public async Task Update_NoUniqueIndexOnMemberships_AddTwiceHoldsOnce()
    {
        await ((SqlTarget)Target).ExecuteAsync("DROP TABLE memberships; CREATE TABLE memberships (account bigint, role text)");
        var writer = Writer;
        var account = await CreateAsync(writer, Target.Account("jsmith"));

        AssertDone(await writer.UpdateAsync(ById(account), new() { Add = ["a", "a"] }, TestContext.Current.CancellationToken));
        AssertDone(await writer.UpdateAsync(ById(account), new() { Add = ["a"] }, TestContext.Current.CancellationToken));

        Assert.Equal(["a"], (await SeenAsync("jsmith")).Entitlements);
    }

    [Fact]
    public async Task Update_MembershipsByNameAndRename_TheyFollow()
    {
        await ((SqlTarget)Target).ExecuteAsync("DROP TABLE memberships; CREATE TABLE memberships (account text, role text)");
        var connector = Target.Make("membershipAccountBy", "name");
        var writer = Capability<IAccountWriter>(connector);
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = ["a"] });

        AssertDone(await writer.UpdateAsync(ById(account), new() { Name = "jdoe", Add = ["b"] }, TestContext.Current.CancellationToken));

        var read = await Capability<IAccountReader>(connector).ReadAsync(ById(account), TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b"], read.Value!.Entitlements);
    }

    [Fact]
    public async Task Test_SettingsNameWhatIsNotThere_AllNamedAtOnce()
    {
        var connector = Target.Make(t => t with
        {
            Settings = t.Settings.SetItem("membershipTable", "accounts; DROP TABLE accounts"),
            Mappings = [new AttributeMapping("shoeSize", "1"), new AttributeMapping("hatSize", "1")],
        });

        var result = await connector.TestAsync(TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "SCHEMA_MISMATCH"), (result.Status, result.Reason));
        Assert.All(["shoeSize", "hatSize", "accounts; DROP TABLE accounts"], name => Assert.Contains(name, result.Message, StringComparison.Ordinal));
        Assert.Equal(0, await Target.CountAsync());
    }

    [Fact]
    public async Task Write_TableAlteredMeanwhile_RefusedThenWellAgain()
    {
        var writer = Writer;
        await CreateAsync(writer, Target.Account("first"));
        await ((SqlTarget)Target).ExecuteAsync("ALTER TABLE accounts RENAME COLUMN number TO digits");
        Assert.Equal("SCHEMA_MISMATCH", (await writer.CreateAsync(Target.Account("second"), TestContext.Current.CancellationToken)).Reason);

        await ((SqlTarget)Target).ExecuteAsync("ALTER TABLE accounts RENAME COLUMN digits TO number");

        await CreateAsync(writer, Target.Account("second"));
    }

    private IAccountWriter Writer => Capability<IAccountWriter>(Target.Make());

    private async Task AssertRefusedAsync(string column, Value value, ConnectorStatus status, string reason)
    {
        var attributes = ImmutableSortedDictionary<string, Value>.Empty.Add("display name", Value.From(SecretValue)).Add(column, value);

        var result = await Writer.CreateAsync(new() { Name = "jsmith", Enabled = true, Attributes = attributes }, TestContext.Current.CancellationToken);

        Assert.Equal((status, reason), (result.Status, result.Reason));
        Assert.DoesNotContain("99887766", result.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Target.CountAsync());
    }
}

public sealed class PostgreSqlConstraintTests : SqlConstraintTests
{
    protected override Task<TargetUnderTest> StartAsync() => PostgreSqlTarget.StartAsync();
}

public sealed class SqliteConstraintTests : SqlConstraintTests
{
    protected override Task<TargetUnderTest> StartAsync() => SqliteTarget.StartAsync();
}

public sealed class MariaDbConstraintTests : SqlConstraintTests
{
    protected override Task<TargetUnderTest> StartAsync() => MariaDbTarget.StartAsync();
}
