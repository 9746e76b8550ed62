using System.Collections.Immutable;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Http;

/// <summary>How a server is reached: the settings that all connectors over HTTP share.</summary>
public sealed record HttpSettings
{
    /// <summary>The address below which everything is; ends with a slash.</summary>
    public required Uri Url { get; init; }

    /// <summary>PEM file of the authorities that are trusted; null for those of the machine.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of the certificate that proves Prov to the server; null when it wants none.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>Reference to the certificate's private key as PEM.</summary>
    public string? ClientKey { get; init; }

    public required HttpAuthenticationKind Authentication { get; init; }

    public string UserName { get; init; } = "";

    /// <summary>Reference to the password, the token or the client's secret, by the kind of authentication.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Where OAuth tokens are issued.</summary>
    public Uri? TokenUrl { get; init; }

    public string ClientId { get; init; } = "";

    public string? Scope { get; init; }

    /// <summary>Most connections of one silo.</summary>
    public required int Connections { get; init; }

    /// <summary>Longest that a call may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Declared by every connector over HTTP, before its own.</summary>
    public static ImmutableArray<ConnectorSetting> Declared { get; } =
    [
        new("url", true, "Address below which the server is; https, or http to the own machine only."),
        new("caFile", false, "PEM file of the authorities that are trusted; default those of the machine."),
        new("authentication", false, "How Prov signs in: none, basic, bearer or oauth (client credentials); default bearer.") { Allowed = ["none", "basic", "bearer", "oauth"] },
        new("userName", false, "Name to sign in with, for basic."),
        new("password", false, "Password to sign in with, for basic.") { Secret = true },
        new("token", false, "Token to sign in with, for bearer.") { Secret = true },
        new("tokenUrl", false, "Address that issues tokens, for oauth; https, or http to the own machine only."),
        new("clientId", false, "Name of the client, for oauth."),
        new("clientSecret", false, "Secret of the client, for oauth.") { Secret = true },
        new("scope", false, "Scopes to ask for, for oauth, with blanks between."),
        new("clientCertificateFile", false, "PEM file of the certificate that proves Prov to the server (mutual TLS)."),
        new("clientKey", false, "Private key of that certificate as PEM.") { Secret = true },
        new("connections", false, "Most connections of one silo, 1 to 256; default as many as calls under way."),
    ];

    public static HttpSettings Read(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        var kind = KindOf(settings);
        return new()
        {
            Url = new(settings.Text("url").TrimEnd('/') + "/"),
            CaFile = settings.Find("caFile"),
            ClientCertificateFile = settings.Find("clientCertificateFile"),
            ClientKey = settings.Find("clientKey"),
            Authentication = kind,
            UserName = settings.Text("userName", ""),
            Secret = HttpSettingsCheck.SecretOf(kind) is { } name ? settings.Text(name, "") : "",
            TokenUrl = settings.Find("tokenUrl") is { } url ? new(url) : null,
            ClientId = settings.Text("clientId", ""),
            Scope = settings.Find("scope"),
            Connections = settings.Number("connections", Math.Max(1, target.Limits.Concurrency)),
            Timeout = target.Limits.Timeout,
        };
    }

    internal static HttpAuthenticationKind KindOf(TargetSettings settings) => settings.Text("authentication", "bearer") switch
    {
        "none" => HttpAuthenticationKind.None,
        "basic" => HttpAuthenticationKind.Basic,
        "oauth" => HttpAuthenticationKind.OAuth,
        _ => HttpAuthenticationKind.Bearer,
    };
}

/// <summary>How Prov signs in to a server.</summary>
public enum HttpAuthenticationKind
{
    None,
    Basic,
    Bearer,
    OAuth,
}
