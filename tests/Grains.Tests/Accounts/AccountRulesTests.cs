using Prov.Domain.Policies;
using Prov.Domain.TargetSystems;
using Prov.Grains.Accounts;

namespace Prov.Grains.Tests.Accounts;

/// <summary>Order among targets, protection and first secrets, at real targets.</summary>
public sealed class AccountRulesTests
{
    private const string Mailboxes =
        """
        create table mailboxes (id integer primary key, login text not null unique, enabled text not null, number text, full_name text);
        create trigger m1 after insert on mailboxes begin insert into journal (op, login, enabled) values ('mail', new.login, new.enabled); end;
        create trigger m3 after delete on mailboxes begin insert into journal (op, login, enabled) values ('unmail', old.login, old.enabled); end;
        """;

    [Fact]
    public async Task Converge_MailboxDependsOnDirectory_IsMadeAfterItAndDeletedBeforeIt()
    {
        await using var world = await AccountWorld.StartAsync(c => WithMailbox(c, TimeSpan.Zero));
        await world.ExecuteAsync(Mailboxes);

        await world.JoinAsync("E1", "anna");
        await world.ConvergedAsync();
        await world.LeaveAsync("E1");
        await world.ConvergedAsync();

        Assert.Equal(["insert", "mail", "unmail", "delete"], await world.QueryAsync("select op from journal order by at"));
    }

    [Fact]
    public async Task Converge_DirectoryIsAway_OnlyTheMailboxWaitsAndSaysForWhat()
    {
        await using var world = await AccountWorld.StartAsync(
            c => WithMailbox(c, TimeSpan.FromDays(1)), ("chaosSeed", "1"), ("chaosUnavailableShare", "1"));
        await world.ExecuteAsync(Mailboxes + Mailboxes.Replace("mailboxes", "badges").Replace("m1", "b1").Replace("m3", "b3"));

        await world.JoinAsync("E1", "anna");
        await AccountWorld.UntilAsync(async () => (await world.QueryAsync("select login from badges")).Count == 1);
        await AccountWorld.UntilAsync(async () => (await world.AccountAsync("E1", "mailbox")).Account.FailureReason == "WAITING_FOR_TARGET");
        Assert.Contains("'crm'", (await world.AccountAsync("E1", "mailbox")).Account.FailureMessage, StringComparison.Ordinal);
        Assert.Empty(await world.QueryAsync("select login from mailboxes"));
        await world.ApplyAsync();
        await world.ConvergedAsync();

        Assert.Equal(["anna"], await world.QueryAsync("select login from mailboxes"));
    }

    [Fact]
    public async Task Converge_ProtectedAccount_IsLeftAloneAndSaysWhy()
    {
        await using var world = await AccountWorld.StartAsync(c => c with
        {
            Targets = [c.Targets[0] with { Protected = new() { When = "account.attributes['full_name'] == 'anna'" } }],
        });
        await world.JoinAsync("E1", "anna");
        await world.ConvergedAsync();

        await world.LeaveAsync("E1");
        await AccountWorld.UntilAsync(async () => (await world.AccountAsync("E1", "crm")).Account.FailureReason == "ACCOUNT_PROTECTED");

        Assert.Equal(["anna 1"], await world.QueryAsync("select login, enabled from accounts"));
    }

    [Fact]
    public async Task Create_WithASecret_ItIsAtTheTargetAndNowhereElse()
    {
        await using var world = await AccountWorld.StartAsync(c => c with
        {
            Targets =
            [
                c.Targets[0] with { InitialSecret = new(), Settings = c.Targets[0].Settings.Add("secretColumn", "pass") },
            ],
        });
        await world.ExecuteAsync("alter table accounts add column pass text");

        await world.JoinAsync("E1", "anna");
        await world.ConvergedAsync();

        var secret = Assert.Single(await world.QueryAsync("select pass from accounts"));
        Assert.Equal(24, secret.Length);
        Assert.NotEmpty(world.Logged);
        Assert.DoesNotContain(world.Logged, l => l.Contains(secret, StringComparison.Ordinal));
        Assert.False(await world.StoreHoldsAsync(secret));
        Assert.True(await world.StoreHoldsAsync("anna"));
    }

    [Fact]
    public void Generate_ManyTimes_FollowsThePolicyAndNeverRepeats()
    {
        var policy = new InitialSecret { LengthCharacters = 12, Characters = [SecretCharacters.Lower, SecretCharacters.Digits] };
        var secrets = Enumerable.Range(0, 2_000).Select(_ => SecretGenerator.Generate(policy).Reveal()).ToList();

        Assert.All(secrets, s => Assert.Equal(12, s.Length));
        Assert.All(secrets, s => Assert.True(s.Any(char.IsAsciiLetterLower) && s.Any(char.IsAsciiDigit) && s.All(char.IsAsciiLetterOrDigit)));
        Assert.DoesNotContain(secrets, s => s.Any(char.IsAsciiLetterUpper));
        Assert.Equal(secrets.Count, secrets.Distinct().Count());
    }

    private static ConfigurationSet WithMailbox(ConfigurationSet configuration, TimeSpan deleteAfter)
    {
        var directory = configuration.Targets[0] with { Deprovisioning = new() { DeleteAfter = deleteAfter } };
        var settings = directory.Settings.RemoveRange(directory.Settings.Keys.Where(k => k.StartsWith("chaos", StringComparison.Ordinal)));
        var mailbox = directory with { Name = "mailbox", DependsOn = ["crm"], Settings = settings.SetItem("accountTable", "mailboxes") };
        var badge = directory with { Name = "badge", Settings = settings.SetItem("accountTable", "badges") };
        var away = directory.Settings.ContainsKey("chaosSeed") || deleteAfter > TimeSpan.Zero;
        return configuration with
        {
            Targets = away ? [directory, mailbox, badge] : [directory, mailbox],
            Policies = [new() { Name = "all", When = "true", Gives = new([], away ? ["crm", "mailbox", "badge"] : ["crm", "mailbox"], []) }],
        };
    }
}
