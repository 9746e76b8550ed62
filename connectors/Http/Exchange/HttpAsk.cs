using System.Text.Json.Nodes;

namespace Prov.Connectors.Http.Exchange;

/// <summary>What is asked of a server.</summary>
/// <param name="Method">What to do.</param>
/// <param name="Path">Below the address of the settings, with its query, already escaped; no leading slash.</param>
/// <param name="Body">What is sent along; null for nothing.</param>
public sealed record HttpAsk(HttpMethod Method, string Path, JsonNode? Body = null)
{
    /// <summary>The version of the resource that it must still have (RFC 9110, 13.1.1); null when any will do.</summary>
    public string? IfMatch { get; init; }

    /// <summary>True when it may change something; a POST can also be a search.</summary>
    public bool Writes { get; init; } = Method != HttpMethod.Get;
}
