using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Manual;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;
using Prov.Domain.WorkItems;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Manual;

/// <summary>Notices by webhook, to a receiver that checks the signature by itself.</summary>
public sealed class ManualWebhookTests : IAsyncDisposable
{
    private static readonly DateTimeOffset _now = new(2031, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly HttpListener _receiver = new();
    private readonly string _url = $"http://127.0.0.1:{FreePorts.Take()}/notices/";

    public ManualWebhookTests()
    {
        _receiver.Prefixes.Add(_url);
        _receiver.Start();
    }

    [Fact]
    public async Task Instruct_Webhook_SignedBodySaysWhatToDo()
    {
        var receiving = ReceiveAsync(200);

        var result = await InstructAsync();

        Assert.True(result.IsDone, result.Reason);
        var (headers, body) = await receiving;
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData("shared"u8, Encoding.UTF8.GetBytes($"{_now.ToUnixTimeSeconds()}.{body}")));
        Assert.Equal($"t={_now.ToUnixTimeSeconds()},v1={expected}", headers["Prov-Signature"]);
        Assert.Equal("wrk-abc", headers["Idempotency-Key"]);
        using var json = JsonDocument.Parse(body);
        Assert.Equal("delete", json.RootElement.GetProperty("action").GetString());
        Assert.Equal("jsmith", json.RootElement.GetProperty("account").GetString());
        Assert.True(json.RootElement.GetProperty("urgent").GetBoolean());
    }

    [Theory]
    [InlineData(302, ConnectorStatus.Refused, "NOTICE_REFUSED")]
    [InlineData(400, ConnectorStatus.Refused, "NOTICE_REFUSED")]
    [InlineData(401, ConnectorStatus.Refused, "SIGNATURE_REFUSED")]
    [InlineData(429, ConnectorStatus.Throttled, "THROTTLED")]
    [InlineData(500, ConnectorStatus.Unavailable, "RECEIVER_FAILED")]
    public async Task Instruct_ReceiverSaysNo_Named(int code, ConnectorStatus status, string reason)
    {
        var receiving = ReceiveAsync(code);

        var result = await InstructAsync();

        await receiving;
        Assert.Equal((status, reason), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Instruct_NobodyListens_Unavailable()
    {
        _receiver.Stop();

        var result = await InstructAsync();

        Assert.Equal((ConnectorStatus.Unavailable, "UNREACHABLE"), (result.Status, result.Reason));
    }

    [Theory]
    [InlineData("webhookUrl", "http://example.test/x", "webhookUrl", "INSECURE_TRANSPORT")]
    [InlineData("webhookUrl", "https://user:word@example.test/", "webhookUrl", "INSECURE_TRANSPORT")]
    [InlineData("webhookSecret", "plain", "webhookSecret", "SECRET_IN_PLAIN_TEXT")]
    [InlineData("webhookSecret", "", "webhookSecret", "SETTING_MISSING")]
    [InlineData("exportPath", "x.csv", "exportNameColumn", "SETTING_MISSING")]
    public void Check_Settings_FaultNamed(string setting, string value, string at, string reason)
    {
        var faults = SettingsCheck.Check(new ManualConnectorFactory(), Target() with { Settings = Target().Settings.SetItem(setting, value) });

        Assert.Equal((at, reason), faults.Select(f => (f.Setting, f.Reason)).Single());
    }

    [Fact]
    public void Check_MailToAnotherMachineInTheClear_Refused()
    {
        var settings = ImmutableSortedDictionary<string, string>.Empty
            .Add("mailServer", "mail.example.test").Add("mailSecurity", "none").Add("mailFrom", "a@example.test").Add("mailTo", "b@example.test");

        Assert.Equal("INSECURE_TRANSPORT", SettingsCheck.Check(new ManualConnectorFactory(), Target() with { Settings = settings }).Single().Reason);
    }

    public ValueTask DisposeAsync()
    {
        _receiver.Close();
        return ValueTask.CompletedTask;
    }

    private async Task<ConnectorResult> InstructAsync()
    {
        await using var connector = new ManualConnectorFactory(new FakeTimeProvider(_now)).Create(Target(), new OneSecret("shared"));
        var task = new ManualTask { AccountId = "acc-1", Target = "payroll", Action = ManualAction.Delete, AccountName = "jsmith", Urgent = true };
        return await ((IManualInstructor)connector).InstructAsync(new("wrk-abc", task), TestContext.Current.CancellationToken);
    }

    private async Task<(WebHeaderCollection Headers, string Body)> ReceiveAsync(int code)
    {
        var context = await _receiver.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync();
        context.Response.StatusCode = code;
        context.Response.Close();
        return ((WebHeaderCollection)context.Request.Headers, body);
    }

    private TargetSystem Target() => new()
    {
        Name = "payroll",
        Connector = "manual",
        AccountName = new("x"),
        Settings = ImmutableSortedDictionary<string, string>.Empty.Add("webhookUrl", _url).Add("webhookSecret", "env:HOOK"),
    };
}
