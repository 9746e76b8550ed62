using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Manual.Notices;

/// <summary>Tells by mail. One connection for each mail: notices are rare, and servers close what is idle.</summary>
internal sealed class MailSender(MailSettings settings, NoticeText text, TimeProvider time) : INoticeSender
{
    public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) =>
        WithServerAsync(client => client.NoOpAsync(cancellationToken), cancellationToken);

    public Task<ConnectorResult> SendAsync(ManualNotice notice, CancellationToken cancellationToken) =>
        WithServerAsync(client => client.SendAsync(MessageOf(notice), cancellationToken), cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private MimeMessage MessageOf(ManualNotice notice)
    {
        var message = new MimeMessage
        {
            // The same when it is sent again, so that a mail program can tell that it is one.
            MessageId = $"{notice.ItemId}@prov.invalid",
            Subject = NoticeText.SubjectOf(notice),
            Date = time.GetUtcNow(),
            Body = new TextPart("plain") { Text = text.BodyOf(notice) },
            Importance = notice.Task.Urgent ? MessageImportance.High : MessageImportance.Normal,
            Priority = notice.Task.Urgent ? MessagePriority.Urgent : MessagePriority.Normal,
        };
        message.From.Add(MailboxAddress.Parse(settings.From));
        message.To.AddRange(settings.To.Select(MailboxAddress.Parse));
        message.Headers.Add("X-Prov-Work-Item", notice.ItemId);
        return message;
    }

    private async Task<ConnectorResult> WithServerAsync(Func<SmtpClient, Task> call, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        if (settings.CaFile is { } authorities)
        {
            client.ServerCertificateValidationCallback = (_, certificate, _, errors) => MailTrust.Trusts(authorities, certificate, errors);
        }

        var isSignedIn = false;
        try
        {
            await client.ConnectAsync(settings.Server, settings.Port, SecurityOf(settings.Security), cancellationToken);
            if (settings.User is { } user)
            {
                await client.AuthenticateAsync(user, settings.Password!(), cancellationToken);
            }

            isSignedIn = true;
            await call(client);
            await client.DisconnectAsync(quit: true, cancellationToken);
            return ConnectorResult.Done;
        }
        catch (Exception e) when (e is IOException or SocketException or System.Security.Authentication.AuthenticationException or AuthenticationException or ProtocolException or CommandException
            or SslHandshakeException or ServiceNotConnectedException or NotSupportedException or InvalidOperationException)
        {
            return MailFaults.Explain(e, isSignedIn);
        }
    }

    private static SecureSocketOptions SecurityOf(string name) => name switch
    {
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
