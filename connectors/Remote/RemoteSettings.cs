using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote;

/// <summary>A target's settings, read.</summary>
internal sealed record RemoteSettings
{
    private const int BytesPerMegabyte = 1 << 20;

    private static readonly ImmutableSortedDictionary<string, Wire.Capability> _names = Enum.GetValues<Wire.Capability>()
        .Where(c => c is not (Wire.Capability.Unspecified or Wire.Capability.Placement or Wire.Capability.Secrets))
        .ToImmutableSortedDictionary(c => char.ToLowerInvariant(c.ToString()[0]) + c.ToString()[1..], c => c);

    /// <summary>Null when an agent is called.</summary>
    public Uri? Address { get; init; }

    /// <summary>Name of the agent; null when an address is called.</summary>
    public string? Agent { get; init; }

    /// <summary>PEM file of the authorities that are trusted; null for those of the machine.</summary>
    public string? CaFile { get; init; }

    /// <summary>What the engine may use.</summary>
    public required FrozenSet<Wire.Capability> Capabilities { get; init; }

    /// <summary>What the target's configuration needs of the connector beside that.</summary>
    public required ImmutableArray<Wire.Capability> Needed { get; init; }

    /// <summary>Attributes that the mappings name.</summary>
    public required FrozenSet<string> Attributes { get; init; }

    public required int MostMessageBytes { get; init; }

    /// <summary>Items of one stream.</summary>
    public required long MostItems { get; init; }

    public required TimeSpan Timeout { get; init; }

    public static IEnumerable<string> CapabilityNames => _names.Keys;

    public static RemoteSettings Read(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        ImmutableArray<Wire.Capability> needed =
        [
            .. target.Placement is null ? (Wire.Capability[])[] : [Wire.Capability.Placement],
            .. target.InitialSecret is null ? (Wire.Capability[])[] : [Wire.Capability.Secrets],
        ];
        return new()
        {
            Address = AddressOf(settings),
            Agent = settings.Find("agent"),
            CaFile = settings.Find("caFile"),
            Capabilities = settings.Text("capabilities", "read,search,write").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(_names.ContainsKey).Select(n => _names[n]).ToFrozenSet(),
            Needed = needed,
            Attributes = target.Mappings.Select(m => m.Attribute).ToFrozenSet(StringComparer.Ordinal),
            MostMessageBytes = settings.Number("maxMessageMegabytes", 4) * BytesPerMegabyte,
            MostItems = settings.Number("maxItems", 10_000_000),
            Timeout = target.Limits.Timeout,
        };
    }

    /// <summary>Null when it is no address that may be used.</summary>
    public static Uri? AddressOf(TargetSettings settings) =>
        Uri.TryCreate(settings.Find("address"), UriKind.Absolute, out var address) && address is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsOwnMachine(address)))
            ? address
            : null;

    /// <summary>Names that are no capability.</summary>
    public static IEnumerable<string> UnknownCapabilities(TargetSettings settings) => settings.List("capabilities").Where(n => !_names.ContainsKey(n));

    private static bool IsOwnMachine(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
