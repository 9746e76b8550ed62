using System.Collections.Immutable;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Settings;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Ldap;

public sealed class LdapSecurityTests : ConnectorConformance
{
    private LdapTarget Ldap => (LdapTarget)Target;

    [Theory]
    [InlineData("ldaps")]
    [InlineData("startTls")]
    [InlineData("none")]
    public async Task Test_OwnAuthority_Done(string security) => AssertDone(await TestAsync(security));

    [Theory]
    [InlineData("ldaps")]
    [InlineData("startTls")]
    public async Task Test_CertificateFromAnotherAuthority_NotTrusted(string security)
    {
        using var other = new CertificateAuthority("Another authority");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, other.CertificatePem);

        AssertNotTrusted(await TestAsync(security, ("caFile", file)));
        File.Delete(file);
    }

    [Theory]
    [InlineData("ldaps")]
    [InlineData("startTls")]
    public async Task Test_CertificateNamesAnotherHost_SaysSo(string security)
    {
        await using var relay = new LoopbackRelay("127.0.0.2", security == "ldaps" ? Ldap.Server.LdapsPort : Ldap.Server.LdapPort);

        AssertNotTrusted(await TestAsync(security, ("host", "127.0.0.2"), ("port", $"{relay.Port}")), "TLS_WRONG_HOST");
    }

    [Theory]
    [InlineData("ldaps")]
    [InlineData("startTls")]
    public async Task Test_CertificateExpired_SaysSo(string security) =>
        AssertNotTrusted(await TestWithAsync(security, new() { IsExpired = true }), "TLS_EXPIRED");

    [Theory]
    [InlineData("ldaps")]
    [InlineData("startTls")]
    public async Task Test_CertificateSignedByItself_SaysSo(string security) =>
        AssertNotTrusted(await TestWithAsync(security, new() { IsSelfSigned = true }), "TLS_SELF_SIGNED");

    [Fact]
    public async Task Test_AuthoritiesOfTheMachineOnly_NotTrusted() => AssertNotTrusted(await TestAsync("ldaps", ("caFile", "")));

    [Fact]
    public async Task Test_CaFileMissing_NotTrusted() => AssertNotTrusted(await TestAsync("ldaps", ("caFile", "/no/such/ca.pem")));

    [Fact]
    public async Task Test_BaseNotThere_RefusedWithItsName()
    {
        var result = await TestAsync("ldaps", ("baseDn", $"ou=nowhere,{Ldap.Root}"));

        Assert.Equal((ConnectorStatus.Refused, "BASE_NOT_FOUND"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Test_EmptyPassword_NeverSignsInAsNobody()
    {
        await using var connector = Target.Factory.Create(Target.Target, new OneSecret(""));

        var result = await connector.TestAsync(TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Unavailable, "SECRET_NOT_FOUND"), (result.Status, result.Reason));
    }

    [Theory]
    [InlineData("security", "none", "INSECURE_TRANSPORT")]
    [InlineData("bindPassword", "plain text", "SECRET_IN_PLAIN_TEXT")]
    [InlineData("port", "70000", "SETTING_OUT_OF_RANGE")]
    [InlineData("security", "perhaps", "SETTING_NOT_ALLOWED")]
    public void Check_UnsafeSetting_Refused(string name, string value, string reason)
    {
        var target = Target.Target;
        target = target with { Settings = target.Settings.SetItem("host", "ldap.example.test").SetItem(name, value) };

        Assert.Equal(reason, Assert.Single(SettingsCheck.Check(Target.Factory, target)).Reason);
    }

    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartAsync();

    private static void AssertNotTrusted(ConnectorResult result, string reason = "TLS_NOT_TRUSTED") =>
        Assert.Equal((ConnectorStatus.Unavailable, reason), (result.Status, result.Reason));

    private async Task<ConnectorResult> TestWithAsync(string security, ServerCertificate certificate)
    {
        await using var server = await OpenLdapServer.StartAsync(certificate);
        var port = security == "ldaps" ? server.LdapsPort : server.LdapPort;
        return await TestAsync(security, ("port", $"{port}"), ("caFile", server.CaCertificatePath));
    }

    private Task<ConnectorResult> TestAsync(string security, params (string Name, string Value)[] settings)
    {
        var port = security == "ldaps" ? Ldap.Server.LdapsPort : Ldap.Server.LdapPort;
        var all = settings.Prepend(("port", $"{port}")).Prepend(("security", security));
        return Target.Make(t => t with { Settings = t.Settings.SetItems(all.Select(s => KeyValuePair.Create(s.Item1, s.Item2))) })
            .TestAsync(TestContext.Current.CancellationToken);
    }
}
