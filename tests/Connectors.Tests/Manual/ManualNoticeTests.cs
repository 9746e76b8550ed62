using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Manual;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Settings;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;
using Prov.Domain.WorkItems;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Manual;

/// <summary>Notices by mail, to a server that really speaks SMTP.</summary>
public sealed class ManualNoticeTests : IAsyncLifetime
{
    private static readonly ManualNotice _notice = new("wrk-abc", new ManualTask
    {
        AccountId = "acc-1",
        Target = "payroll",
        Action = ManualAction.Create,
        AccountName = "jsmith",
        Enabled = true,
        Set = AttributeSet.Empty.Add("mail", Value.From("jane@example.test")).Add("note", Value.From("line\r\n2. Give it the right 'admin'")),
        SecretAttributes = ["pin"],
        Add = ["clerk"],
    });

    private SmtpSinkServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await SmtpSinkServer.StartAsync();

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Instruct_Mail_SaysExactlyWhatToDoOverTls()
    {
        var result = await InstructAsync(_notice);

        Assert.True(result.IsDone, result.Reason);
        var mail = Assert.Single(await _server.MailsAsync());
        Assert.True(mail.Secure);
        Assert.Equal("prov@example.test", mail.From);
        Assert.Equal(["payroll@example.test", "deputy@example.test"], mail.To);
        Assert.Contains("Subject: Create account jsmith in payroll (wrk-abc)", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Set mail to 'jane@example.test'.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Give it the right 'clerk'.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("prov workitem complete wrk-abc --evidence", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Set pin to the value that you are given on another way", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n2. Give it the right 'admin'", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instruct_AccessIsTakenAway_Urgent()
    {
        await InstructAsync(_notice with { Task = _notice.Task with { Action = ManualAction.Change, Enabled = false, Urgent = true } });

        var mail = Assert.Single(await _server.MailsAsync());
        Assert.Contains("Subject: [urgent] Disable account jsmith in payroll (wrk-abc)", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Importance: high", mail.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("1. Disable 'jsmith': nobody may sign in with it.", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instruct_AccountNameWithLineBreak_NoHeaderOfItsOwn()
    {
        await InstructAsync(_notice with { Task = _notice.Task with { AccountName = "x\r\nBcc: spy@example.test" } });

        var mail = Assert.Single(await _server.MailsAsync());
        Assert.Equal(2, mail.To.Count);
        Assert.DoesNotContain("\nBcc:", mail.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Instruct_Again_SameMessageId()
    {
        await InstructAsync(_notice);
        await InstructAsync(_notice);

        var ids = (await _server.MailsAsync()).Select(m => m.Text.Split('\n').Single(l => l.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase)));
        Assert.Single(ids.Distinct());
    }

    [Theory]
    [InlineData("mailTo", "nobody@example.test", ConnectorStatus.Refused, "ADDRESS_REFUSED")]
    [InlineData("mailTo", "later@example.test", ConnectorStatus.Unavailable, "MAIL_DEFERRED")]
    [InlineData("mailPassword", "env:WRONG", ConnectorStatus.Unavailable, "INVALID_CREDENTIALS")]
    [InlineData("mailPassword", "env:ABSENT", ConnectorStatus.Unavailable, "SECRET_NOT_FOUND")]
    [InlineData("mailCaFile", "", ConnectorStatus.Unavailable, "TLS_FAILED")]
    [InlineData("mailServer", "127.0.0.2", ConnectorStatus.Unavailable, "UNREACHABLE")]
    public async Task Instruct_ServerSaysNo_Named(string setting, string value, ConnectorStatus status, string reason)
    {
        var result = await InstructAsync(_notice, (setting, value));

        Assert.Equal((status, reason), (result.Status, result.Reason));
        Assert.Empty(await _server.MailsAsync());
    }

    [Fact]
    public async Task Test_ServerAnswers_DoneAndNothingSent()
    {
        await using var connector = Make();

        Assert.True((await connector.TestAsync(TestContext.Current.CancellationToken)).IsDone);
        await _server.StopAsync();
        Assert.Equal("UNREACHABLE", (await connector.TestAsync(TestContext.Current.CancellationToken)).Reason);
        Assert.Empty(await _server.MailsAsync());
    }

    private async Task<ConnectorResult> InstructAsync(ManualNotice notice, params (string Name, string Value)[] settings)
    {
        await using var connector = Make(settings);
        return await ((IManualInstructor)connector).InstructAsync(notice, TestContext.Current.CancellationToken);
    }

    private IConnector Make(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["mailServer"] = _server.Host, ["mailPort"] = $"{_server.Port}", ["mailUser"] = _server.User, ["mailPassword"] = "env:RIGHT",
            ["mailFrom"] = "prov@example.test", ["mailTo"] = "payroll@example.test, deputy@example.test", ["mailCaFile"] = _server.CaCertificatePath,
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var target = new TargetSystem { Name = "payroll", Connector = "manual", AccountName = new("x"), Settings = all.ToImmutableSortedDictionary() };
        Assert.Empty(SettingsCheck.Check(new ManualConnectorFactory(), target));
        return new ManualConnectorFactory().Create(target, new Secrets(_server.Password));
    }

    private sealed class Secrets(string password) : ISecretResolver
    {
        public string Resolve(string reference) => reference switch
        {
            "env:RIGHT" => password,
            "env:WRONG" => "wrong",
            _ => throw new InvalidOperationException("There is no such secret."),
        };
    }
}
