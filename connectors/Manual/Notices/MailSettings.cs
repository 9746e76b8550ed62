using System.Collections.Immutable;

namespace Prov.Connectors.Manual.Notices;

/// <summary>How mails are sent.</summary>
/// <param name="Server">Host of the mail server.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security"><c>startTls</c>, <c>tls</c> or <c>none</c>.</param>
/// <param name="User">Null to sign in as nobody.</param>
/// <param name="Password">Resolves the password.</param>
/// <param name="From">The sender's address.</param>
/// <param name="To">Who is told.</param>
internal sealed record MailSettings(
    string Server, int Port, string Security, string? User, Func<string>? Password, string From, ImmutableArray<string> To)
{
    /// <summary>PEM file of the authorities that are trusted; null for those of the machine.</summary>
    public string? CaFile { get; init; }
}
