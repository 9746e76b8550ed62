using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;

namespace Prov.Connectors.Tests.Sql;

/// <summary>Procedures that write in the place of statements.</summary>
public abstract class SqlProcedureTests : ConnectorConformance
{
    private const string Awkward = "x'); DROP TABLE accounts;--";

    [Fact]
    public async Task Write_Procedures_TheyAreCalledWithTheKeyAndTheChange()
    {
        var writer = Capability<IAccountWriter>(Make());
        var account = await CreateAsync(writer, new()
        {
            Name = "jsmith", Enabled = true, Attributes = AttributeSet.Empty.Add("display name", Value.From(Awkward)), Entitlements = ["a"],
        });
        Assert.Equal(Value.From(Awkward), account.Attributes["display name"]);

        var change = new AccountChange { Enabled = false, Set = AttributeSet.Empty.Add("display name", Value.From("Jane")) };
        AssertDone(await writer.UpdateAsync(ByName("jsmith"), change, TestContext.Current.CancellationToken));
        var seen = await SeenAsync("jsmith");
        Assert.Equal((false, "Jane"), (seen.Enabled, seen.Attributes["display name"].Single()));

        AssertDone(await writer.DeleteAsync(ById(account), TestContext.Current.CancellationToken));
        AssertDone(await writer.DeleteAsync(ById(account), TestContext.Current.CancellationToken));

        Assert.Equal(0, await Target.CountAsync());
        Assert.Equal(["create jsmith", "update jsmith", "delete jsmith"], await ((SqlTarget)Target).TextsAsync("SELECT what FROM journal ORDER BY id"));
    }

    [Fact]
    public async Task Create_ProcedureSaysNo_RefusedWithoutItsWords()
    {
        var result = await Capability<IAccountWriter>(Make()).CreateAsync(
            new() { Name = "forbidden", Enabled = true, Attributes = AttributeSet.Empty }, TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "REFUSED_BY_DATABASE"), (result.Status, result.Reason));
        Assert.DoesNotContain("forbidden", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_AbsentAccount_NotFoundAndNoCall()
    {
        var result = await Capability<IAccountWriter>(Make()).UpdateAsync(ByName("nobody"), new() { Enabled = false }, TestContext.Current.CancellationToken);

        AssertFailed(ConnectorStatus.NotFound, result);
        Assert.Empty(await ((SqlTarget)Target).TextsAsync("SELECT what FROM journal"));
    }

    [Fact]
    public async Task Test_NoSuchProcedure_Named()
    {
        var result = await Target.Make("createProcedure", "no_such(); DROP TABLE accounts").TestAsync(TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "SCHEMA_MISMATCH"), (result.Status, result.Reason));
        Assert.Contains("procedure no_such", result.Message, StringComparison.Ordinal);
    }

    protected abstract string Procedures { get; }

    protected abstract Task<TargetUnderTest> StartBareAsync();

    protected override async Task<TargetUnderTest> StartAsync()
    {
        var target = (SqlTarget)await StartBareAsync();
        await target.ExecuteAsync(Procedures);
        return target;
    }

    private IConnector Make() => Target.Make(t => t with
    {
        Mappings = [new AttributeMapping("display name", "null")],
        Settings = t.Settings.SetItem("createProcedure", "make").SetItem("updateProcedure", "alter it").SetItem("deleteProcedure", "unmake"),
    });
}

public sealed class PostgreSqlProcedureTests : SqlProcedureTests
{
    protected override string Procedures => """
        CREATE TABLE journal (id bigint GENERATED ALWAYS AS IDENTITY, what text);
        CREATE PROCEDURE make(account text) LANGUAGE plpgsql AS $$
        DECLARE a jsonb := account;
        BEGIN
            IF a->>'name' = 'forbidden' THEN RAISE EXCEPTION '% is forbidden', a->>'name'; END IF;
            INSERT INTO accounts (login, active, "display name") VALUES (a->>'name', (a->>'enabled')::boolean, a->'set'->>'display name');
            INSERT INTO memberships SELECT id, e FROM accounts, jsonb_array_elements_text(a->'add') AS e WHERE login = a->>'name';
            INSERT INTO journal (what) VALUES ('create ' || (a->>'name'));
        END $$;
        CREATE PROCEDURE "alter it"(key bigint, change text) LANGUAGE plpgsql AS $$
        DECLARE c jsonb := change;
        BEGIN
            UPDATE accounts SET active = coalesce((c->>'enabled')::boolean, active),
                "display name" = CASE WHEN c->'set' ? 'display name' THEN c->'set'->>'display name' ELSE "display name" END WHERE id = key;
            INSERT INTO journal (what) SELECT 'update ' || login FROM accounts WHERE id = key;
        END $$;
        CREATE PROCEDURE unmake(key bigint) LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO journal (what) SELECT 'delete ' || login FROM accounts WHERE id = key;
            DELETE FROM memberships WHERE account = key;
            DELETE FROM accounts WHERE id = key;
        END $$;
        """;

    protected override Task<TargetUnderTest> StartBareAsync() => PostgreSqlTarget.StartAsync();
}

public sealed class MariaDbProcedureTests : SqlProcedureTests
{
    protected override string Procedures => """
        CREATE TABLE journal (id bigint AUTO_INCREMENT PRIMARY KEY, what varchar(200));
        CREATE PROCEDURE make(account longtext) BEGIN
            IF JSON_VALUE(account, '$.name') = 'forbidden' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'it is forbidden'; END IF;
            INSERT INTO accounts (login, active, `display name`)
                VALUES (JSON_VALUE(account, '$.name'), JSON_VALUE(account, '$.enabled'), JSON_VALUE(account, '$.set."display name"'));
            INSERT INTO memberships SELECT LAST_INSERT_ID(), j.e FROM JSON_TABLE(account, '$.add[*]' COLUMNS (e varchar(64) PATH '$')) AS j;
            INSERT INTO journal (what) VALUES (CONCAT('create ', JSON_VALUE(account, '$.name')));
        END;
        CREATE PROCEDURE `alter it`(k bigint, c longtext) BEGIN
            UPDATE accounts SET active = COALESCE(JSON_VALUE(c, '$.enabled'), active),
                `display name` = IF(JSON_EXISTS(c, '$.set."display name"'), JSON_VALUE(c, '$.set."display name"'), `display name`) WHERE id = k;
            INSERT INTO journal (what) SELECT CONCAT('update ', login) FROM accounts WHERE id = k;
        END;
        CREATE PROCEDURE unmake(k bigint) BEGIN
            INSERT INTO journal (what) SELECT CONCAT('delete ', login) FROM accounts WHERE id = k;
            DELETE FROM memberships WHERE account = k;
            DELETE FROM accounts WHERE id = k;
        END;
        """;

    protected override Task<TargetUnderTest> StartBareAsync() => MariaDbTarget.StartAsync();
}
