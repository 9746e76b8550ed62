using MailKit.Net.Smtp;
using MailKit.Security;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Manual.Notices;

/// <summary>What the errors of a mail server mean to the engine (RFC 5321, 4.2.1: 4yz may be tried again, 5yz not).</summary>
internal static class MailFaults
{
    public static ConnectorResult Explain(Exception exception, bool isSignedIn) => exception switch
    {
        SslHandshakeException => Unavailable("TLS_FAILED", "The mail server's certificate or TLS is not accepted. Correct it, or mailServer."),
        System.Security.Authentication.AuthenticationException or AuthenticationException =>
            Unavailable("INVALID_CREDENTIALS", "The mail server refused the sign-in. Correct mailUser or mailPassword."),
        SmtpCommandException { StatusCode: SmtpStatusCode.AuthenticationRequired } =>
            Unavailable("INVALID_CREDENTIALS", "The mail server wants a sign-in. Set mailUser and mailPassword."),
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.SenderNotAccepted } e when (int)e.StatusCode >= 500 =>
            Refused("ADDRESS_REFUSED", "The mail server refuses the sender or a recipient. Correct mailFrom or mailTo."),
        SmtpCommandException e when (int)e.StatusCode >= 500 => Refused("MAIL_REFUSED", $"The mail server refuses the mail (code {(int)e.StatusCode})."),
        SmtpCommandException e => Unavailable("MAIL_DEFERRED", $"The mail server does not take the mail now (code {(int)e.StatusCode})."),
        NotSupportedException => Unavailable("TLS_NOT_OFFERED", "The mail server does not offer what mailSecurity asks for. Correct it."),
        InvalidOperationException when !isSignedIn => Unavailable("SECRET_NOT_FOUND", "The secret that mailPassword refers to is not there. Provide it."),
        _ when isSignedIn => ConnectorResult.Failed(ConnectorStatus.Unknown, "CONNECTION_LOST", "The connection was lost before the mail server answered."),
        _ => Unavailable("UNREACHABLE", "The mail server cannot be reached."),
    };

    private static ConnectorResult Refused(string reason, string message) => ConnectorResult.Failed(ConnectorStatus.Refused, reason, message);

    private static ConnectorResult Unavailable(string reason, string message) => ConnectorResult.Failed(ConnectorStatus.Unavailable, reason, message);
}
