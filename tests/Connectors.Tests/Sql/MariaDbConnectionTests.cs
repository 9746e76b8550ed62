using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Tests.Sql;

public sealed class MariaDbConnectionTests : ConnectorConformance
{
    private MariaDbTarget Database => (MariaDbTarget)Target;

    [Theory]
    [InlineData("")]
    [InlineData(";SSL Mode=Required")]
    public async Task Test_AnotherMachineWithoutProof_Refused(string more)
    {
        await using var connector = Target.Factory.Create(Target.Target, new OneSecret("Server=db.example.test;User ID=u;Password=p" + more));

        var result = await connector.TestAsync(TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "INSECURE_TRANSPORT"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Create_TooLongOrMissing_RefusedAndNeverCutOff()
    {
        await Database.ExecuteAsync("ALTER TABLE accounts MODIFY number integer NOT NULL");
        var writer = Capability<IAccountWriter>(Target.Make());
        var tooLong = Target.Account("jsmith") with { Attributes = Target.Attributes.Add("code", Value.From("12345")) };
        var missing = Target.Account("jsmith") with { Attributes = Target.Attributes.Remove("number") };

        var first = await writer.CreateAsync(tooLong, TestContext.Current.CancellationToken);
        var second = await writer.CreateAsync(missing, TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "VALUE_INVALID"), (first.Status, first.Reason));
        Assert.Equal((ConnectorStatus.Refused, "REQUIRED_COLUMN"), (second.Status, second.Reason));
        Assert.Contains("number", second.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Target.CountAsync());
    }

    [Fact]
    public async Task Create_NameOfAnother_ConflictThatNamesTheKeyAndNotTheValue()
    {
        var writer = Capability<IAccountWriter>(Target.Make());
        await CreateAsync(writer, Target.Account("secret-name' for key 'x"));

        var result = await writer.CreateAsync(Target.Account("secret-name' for key 'x"), TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Conflict, "UNIQUE_VIOLATION"), (result.Status, result.Reason));
        Assert.Contains("login", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-name", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_KeysThatDifferInTheLastDigitOnly_EachItsOwn()
    {
        await Database.ExecuteAsync("INSERT INTO accounts (id, login, active) VALUES (9007199254740992, 'first', true), (9007199254740993, 'second', true)");
        var reader = Capability<IAccountReader>(Target.Make());

        var read = await reader.ReadAsync(new("", "9007199254740993"), TestContext.Current.CancellationToken);

        Assert.Equal("second", read.Value!.Name);
    }

    protected override Task<TargetUnderTest> StartAsync() => MariaDbTarget.StartAsync();
}
