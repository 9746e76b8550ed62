using System.Collections.Immutable;
using System.Net;
using MimeKit;
using Prov.Connectors.Capabilities;
using Prov.Connectors.DelimitedText;
using Prov.Connectors.Manual.Notices;
using Prov.Connectors.Manual.ReadBack;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Manual;

/// <summary>Accounts that people create, change and delete by hand: they get work items, and are told of them by mail or webhook.</summary>
public sealed class ManualConnectorFactory(TimeProvider? clock = null) : IConnectorFactory
{
    private const int StartTlsPort = 587;
    private const int MostPort = 65_535;

    public string Kind => "manual";

    public ImmutableArray<ConnectorSetting> Settings { get; } =
    [
        new("owner", false, "Who looks after the work items; default nobody."),
        new("instructions", false, "How such things are done at this target, put before the steps of every mail."),
        new("mailServer", false, "Host of the mail server (SMTP); without it no mail is sent."),
        new("mailPort", false, "Port of the mail server, 1 to 65535; default 587."),
        new("mailSecurity", false, "How the connection is protected; none on this machine only; default startTls.") { Allowed = ["startTls", "tls", "none"] },
        new("mailCaFile", false, "PEM file of the authorities that the mail server's certificate may come from; default those of the machine."),
        new("mailUser", false, "User at the mail server; default none."),
        new("mailPassword", false, "The user's password.") { Secret = true },
        new("mailFrom", false, "Address that mails come from."),
        new("mailTo", false, "Addresses of those who are told, with commas between."),
        new("webhookUrl", false, "Where notices are posted, https (http on this machine only); without it none is posted."),
        new("webhookSecret", false, "Key of the signature of what is posted.") { Secret = true },
        .. ExportSettings.Declared,
    ];

    public ImmutableArray<SettingFault> Check(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        return
        [
            .. Companions(settings, "mailServer", "mailFrom", "mailTo"),
            .. Companions(settings, "mailUser", "mailPassword"),
            .. Companions(settings, "webhookUrl", "webhookSecret"),
            .. new[]
            {
                settings.CheckNumber("mailPort", 1, MostPort), CheckSecurity(settings), CheckAddress(settings), CheckWebhook(settings),
                settings.Find("mailServer") is not null && settings.Find("webhookUrl") is not null
                    ? new SettingFault("webhookUrl", "SETTINGS_EXCLUDE_EACH_OTHER", "Set mailServer or webhookUrl, not both.") : null,
            }.OfType<SettingFault>(),
            .. ExportSettings.Check(target),
        ];
    }

    public IConnector Create(TargetSystem target, ISecretResolver secrets)
    {
        var settings = new TargetSettings(target);
        var sender = SenderOf(settings, secrets, clock ?? TimeProvider.System);
        var owner = settings.Text("owner", "");
        return ExportSettings.TargetOf(target) is { } export
            ? new SemiManualConnector(owner, sender, export.Settings["path"], new DelimitedTextConnectorFactory().Create(export, secrets))
            : new ManualConnector(owner, sender);
    }

    private static INoticeSender SenderOf(TargetSettings settings, ISecretResolver secrets, TimeProvider time)
    {
        if (settings.Find("webhookUrl") is { } url)
        {
            var key = settings.Text("webhookSecret");
            return new WebhookSender(new Uri(url), () => secrets.Resolve(key), time);
        }

        if (settings.Find("mailServer") is not { } server)
        {
            return new NoNotices();
        }

        var mail = new MailSettings(
            server,
            settings.Number("mailPort", StartTlsPort),
            settings.Text("mailSecurity", "startTls"),
            settings.Find("mailUser"),
            settings.Find("mailPassword") is { } reference ? () => secrets.Resolve(reference) : null,
            settings.Text("mailFrom"),
            settings.List("mailTo"))
        {
            CaFile = settings.Find("mailCaFile"),
        };
        return new MailSender(mail, new NoticeText(settings.Text("instructions", "")), time);
    }

    private static SettingFault? CheckSecurity(TargetSettings settings) =>
        settings.Find("mailServer") is { } server && settings.Text("mailSecurity", "startTls") == "none" && !IsThisMachine(server)
            ? new("mailSecurity", "INSECURE_TRANSPORT", "The mail server is on another machine: set mailSecurity to startTls or tls.")
            : null;

    private static SettingFault? CheckAddress(TargetSettings settings)
    {
        var wrong = settings.List("mailTo").Add(settings.Text("mailFrom", "a@example.test")).Any(a => !MailboxAddress.TryParse(a, out _));
        return wrong ? new("mailTo", "SETTING_MALFORMED", "mailFrom and mailTo are mail addresses.") : null;
    }

    private static SettingFault? CheckWebhook(TargetSettings settings)
    {
        if (settings.Find("webhookUrl") is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length == 0
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsThisMachine(url.Host)))
            ? null
            : new("webhookUrl", "INSECURE_TRANSPORT", "webhookUrl is an https address without a user; http only on this machine.");
    }

    private static bool IsThisMachine(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static IEnumerable<SettingFault> Companions(TargetSettings settings, string leader, params string[] companions) =>
        companions.Where(c => settings.Find(leader) is not null && settings.Find(c) is null)
            .Select(c => new SettingFault(c, "SETTING_MISSING", $"{leader} needs {c} beside it."));
}
