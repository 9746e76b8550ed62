using Prov.Connectors.Settings;

namespace Prov.Connectors.Http;

/// <summary>What is wrong with the shared settings of a connector over HTTP.</summary>
public static class HttpSettingsCheck
{
    private const int MaxConnections = 256;

    public static IEnumerable<SettingFault> Check(TargetSettings settings)
    {
        var kind = HttpSettings.KindOf(settings);
        string[] needed = kind switch
        {
            HttpAuthenticationKind.Basic => ["userName", "password"],
            HttpAuthenticationKind.Bearer => ["token"],
            HttpAuthenticationKind.OAuth => ["tokenUrl", "clientId", "clientSecret"],
            _ => [],
        };
        var missing = needed.Where(name => settings.Find(name) is null)
            .Select(name => new SettingFault(name, "SETTING_MISSING", $"Set {name}, which authentication {settings.Text("authentication", "bearer")} needs."));
        var others = new[]
        {
            settings.CheckNumber("connections", 1, MaxConnections),
            CheckUrl("url", settings.Find("url")),
            CheckUrl("tokenUrl", settings.Find("tokenUrl")),
            CheckCertificate(settings),
        };
        return missing.Concat(others.OfType<SettingFault>());
    }

    internal static string? SecretOf(HttpAuthenticationKind kind) => kind switch
    {
        HttpAuthenticationKind.Basic => "password",
        HttpAuthenticationKind.Bearer => "token",
        HttpAuthenticationKind.OAuth => "clientSecret",
        _ => null,
    };

    private static SettingFault? CheckUrl(string name, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || url.UserInfo.Length > 0 || url.Fragment.Length > 0 || (name == "url" && url.Query.Length > 0))
        {
            return new(name, "URL_INVALID", $"{name} is an address like https://host/path, without name, password, query or fragment.");
        }

        return url.Scheme == "http" && !url.IsLoopback
            ? new(name, "INSECURE_TRANSPORT", $"{name} may be http to the own machine only. Use https.")
            : null;
    }

    private static SettingFault? CheckCertificate(TargetSettings settings) =>
        settings.Find("clientCertificateFile") is null == settings.Find("clientKey") is null
            ? null
            : new("clientKey", "SETTING_MISSING", "clientCertificateFile and clientKey go together. Set both or neither.");
}
