using System.Text.Json;
using System.Text.Json.Serialization;
using Prov.Connectors.Capabilities;

namespace Prov.Connectors.Sql.Changes;

/// <summary>A place in the order of changes. The database's own texts of its instants or numbers, so that nothing is lost by rounding.</summary>
/// <param name="From">Everything from here on is still to be told; with <paramref name="Key"/>, everything behind both.</param>
/// <param name="Key">Key of the account that was told last at <paramref name="From"/>; null at the beginning of a round.</param>
/// <param name="Then">Where the next round begins once this one is over; null at the beginning of a round.</param>
internal sealed record SqlChangeToken(
    [property: JsonPropertyName("from")] string From,
    [property: JsonPropertyName("key")] string? Key,
    [property: JsonPropertyName("then")] string? Then)
{
    private const int Longest = 4096;

    public static SqlChangeToken Begin(string from) => new(from, null, null);

    /// <summary>Null when this was never a token.</summary>
    public static SqlChangeToken? Parse(ChangeToken token)
    {
        try
        {
            var parsed = token.Text.Length > Longest ? null : JsonSerializer.Deserialize<SqlChangeToken>(token.Text);
            return parsed?.From is null || (parsed.Key is null) != (parsed.Then is null) ? null : parsed;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public ChangeToken Write() => new(JsonSerializer.Serialize(this));
}
