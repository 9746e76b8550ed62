using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Prov.Connectors.Http.Exchange;

/// <summary>What a server answered.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">Null when it is empty, or when a refusal has no JSON.</param>
public sealed record HttpReply(int Status, JsonNode? Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public string? ETag { get; init; }

    /// <summary>The server's clock; null when it does not show it.</summary>
    public DateTimeOffset? Date { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The values of the Link header (RFC 8288).</summary>
    public ImmutableArray<string> Links { get; init; } = [];
}
