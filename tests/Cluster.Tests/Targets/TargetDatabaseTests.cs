using Npgsql;
using Prov.Tests.Servers;

namespace Prov.Cluster.Tests.Targets;

/// <summary>The target's own log notes whatever happens to an account.</summary>
public sealed class TargetDatabaseTests
{
    [Fact]
    public async Task Journal_RowInsertedChangedDeleted_NotesEachWithBothSides()
    {
        var targets = new TargetDatabase(await (await SharedServers.PostgresAsync()).CreateDatabaseAsync());
        await targets.CreateAsync();
        await ExecuteAsync(targets, "INSERT INTO crm (login, employee_number, department, mark, enabled) VALUES ('a', 'E1', 'Sales', 1, true)");
        await ExecuteAsync(targets, "UPDATE crm SET enabled = false, mark = 2");
        await ExecuteAsync(targets, "DELETE FROM crm");

        var journal = await targets.ReadJournalAsync();

        Assert.Equal([JournalChange.Insert, JournalChange.Update, JournalChange.Delete], journal.Select(e => e.Change));
        var first = new TargetAccount(TargetTable.Crm, 1, "a", "E1", true, "Sales", 1) { Rights = journal[0].Row.Rights };
        Assert.Equal(first, journal[0].After);
        Assert.Null(journal[0].Before);
        Assert.Equal(first, journal[1].Before! with { Rights = first.Rights });
        Assert.Equal((false, 2), (journal[1].After!.Enabled, journal[1].After!.Mark));
        Assert.Null(journal[2].After);
        Assert.True(journal[0].At < journal[1].At);
    }

    [Fact]
    public async Task ReadAccounts_WithRights_ReadsThemInOrder()
    {
        var targets = new TargetDatabase(await (await SharedServers.PostgresAsync()).CreateDatabaseAsync());
        await targets.CreateAsync();
        await ExecuteAsync(targets, "INSERT INTO directory (login, employee_number, department, mark, enabled) VALUES ('a', 'E1', 'Sales', 1, true)");
        await ExecuteAsync(targets, "INSERT INTO directory_rights VALUES (1, 'staff'), (1, 'source-code')");

        var account = Assert.Single(await targets.ReadAccountsAsync());

        Assert.Equal(["source-code", "staff"], account.Rights);
    }

    private static async Task ExecuteAsync(TargetDatabase targets, string statement)
    {
        await using var source = NpgsqlDataSource.Create(targets.ConnectionString);
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
