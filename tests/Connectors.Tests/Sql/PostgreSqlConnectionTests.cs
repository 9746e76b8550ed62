using Npgsql;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Sql;

public sealed class PostgreSqlConnectionTests : ConnectorConformance
{
    private PostgreSqlTarget Database => (PostgreSqlTarget)Target;

    [Fact]
    public async Task Create_ConnectionEndsBeforeTheAnswer_Unknown()
    {
        var writer = (IAccountWriter)Target.Make();
        await CreateAsync(writer, Target.Account("first"));
        await using var locked = await Database.HangAsync();
        var call = writer.CreateAsync(Target.Account("jsmith"), TestContext.Current.CancellationToken);
        await Deadline.UntilAsync(TerminateWaitingAsync, TimeSpan.FromSeconds(10), "the insert waits for the lock");

        AssertFailed(ConnectorStatus.Unknown, await call);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";SSL Mode=Require")]
    public async Task Test_AnotherMachineWithoutProof_Refused(string more)
    {
        await using var connector = Target.Factory.Create(Target.Target, new OneSecret("Host=db.example.test;Username=u;Password=p" + more));

        var result = await connector.TestAsync(TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "INSECURE_TRANSPORT"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Test_PasswordCorrectedAtItsSource_WellAgain()
    {
        var secret = new ChangingSecret { Value = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Password = "wrong" }.ConnectionString };
        await using var connector = Target.Factory.Create(Target.Target, secret);
        Assert.Equal("INVALID_CREDENTIALS", (await connector.TestAsync(TestContext.Current.CancellationToken)).Reason);

        secret.Value = Database.ConnectionString;

        AssertDone(await connector.TestAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Create_NoRight_RefusedWithReason()
    {
        var role = $"reader_{Guid.NewGuid():N}";
        await Database.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA {Database.Schema} TO {role}; GRANT SELECT ON accounts, memberships TO {role}");
        var text = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = role, Password = "x" }.ConnectionString;
        await using var connector = Target.Factory.Create(Target.Target, new OneSecret(text));

        var result = await ((IAccountWriter)connector).CreateAsync(Target.Account("jsmith"), TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "INSUFFICIENT_ACCESS"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Create_TooLongOrMissing_RefusedAndNeverCutOff()
    {
        await Database.ExecuteAsync("ALTER TABLE accounts ALTER COLUMN number SET NOT NULL");
        var writer = (IAccountWriter)Target.Make();
        var tooLong = Target.Account("jsmith") with { Attributes = Target.Attributes.Add("code", Domain.Expressions.Value.From("12345")) };
        var missing = Target.Account("jsmith") with { Attributes = Target.Attributes.Remove("number") };

        var first = await writer.CreateAsync(tooLong, TestContext.Current.CancellationToken);
        var second = await writer.CreateAsync(missing, TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "VALUE_INVALID"), (first.Status, first.Reason));
        Assert.Equal((ConnectorStatus.Refused, "REQUIRED_COLUMN"), (second.Status, second.Reason));
        Assert.Contains("number", second.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Target.CountAsync());
    }

    protected override Task<TargetUnderTest> StartAsync() => PostgreSqlTarget.StartAsync();

    private async Task<bool> TerminateWaitingAsync()
    {
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE relation = 'accounts'::regclass AND NOT granted", connection);
        return (long)(await command.ExecuteScalarAsync())! > 0;
    }

    private sealed class ChangingSecret : ISecretResolver
    {
        public required string Value { get; set; }

        public string Resolve(string reference) => Value;
    }
}
