using System.Collections.Frozen;
using System.Net;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Spml;

/// <summary>A target's settings, read.</summary>
internal sealed record SpmlSettings
{
    public required Uri Address { get; init; }

    /// <summary>PEM file of the authorities that are trusted; null for those of the machine.</summary>
    public string? CaFile { get; init; }

    /// <summary>Null when the provider wants no sign-in.</summary>
    public string? User { get; init; }

    /// <summary>Null when the provider has one target only.</summary>
    public string? TargetId { get; init; }

    public required string NameAttribute { get; init; }

    /// <summary>Null when the target cannot disable.</summary>
    public string? EnabledAttribute { get; init; }

    public required string EnabledValue { get; init; }

    public required string DisabledValue { get; init; }

    /// <summary>Null when the target has no entitlements.</summary>
    public string? EntitlementAttribute { get; init; }

    public required FrozenSet<string> MultiValued { get; init; }

    /// <summary>Attributes that the mappings name.</summary>
    public required FrozenSet<string> Attributes { get; init; }

    public required TimeSpan Timeout { get; init; }

    public static SpmlSettings Read(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        return new()
        {
            Address = AddressOf(settings)!,
            CaFile = settings.Find("caFile"),
            User = settings.Find("user"),
            TargetId = settings.Find("targetId"),
            NameAttribute = settings.Text("nameAttribute"),
            EnabledAttribute = settings.Find("enabledAttribute"),
            EnabledValue = settings.Text("enabledValue", "true"),
            DisabledValue = settings.Text("disabledValue", "false"),
            EntitlementAttribute = settings.Find("entitlementAttribute"),
            MultiValued = settings.List("multiValuedAttributes").ToFrozenSet(StringComparer.Ordinal),
            Attributes = target.Mappings.Select(m => m.Attribute).ToFrozenSet(StringComparer.Ordinal),
            Timeout = target.Limits.Timeout,
        };
    }

    /// <summary>Null when it is no address that may be used.</summary>
    public static Uri? AddressOf(TargetSettings settings) =>
        Uri.TryCreate(settings.Find("address"), UriKind.Absolute, out var address) && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsOwnMachine(address)))
            ? address
            : null;

    private static bool IsOwnMachine(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
