using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Http.Exchange;

/// <summary>Reads the JSON of an answer, never more than a limit of it.</summary>
internal static class BoundedBody
{
    /// <summary>Most bytes of one answer.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const int ChunkBytes = 81920;
    private static readonly JsonDocumentOptions _strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>The JSON; null when there is no body, or when a refusal is not JSON.</summary>
    /// <exception cref="HttpFaultException">Too large, of another type, or no JSON.</exception>
    public static async Task<JsonNode?> ReadAsync(HttpContent content, bool isSuccess, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MaxBytes)
        {
            throw TooLarge();
        }

        var isJson = IsJson(content.Headers.ContentType);
        if (!isJson && !isSuccess)
        {
            return null;
        }

        var bytes = await ReadBytesAsync(content, cancellationToken);
        if (bytes.Length == 0)
        {
            return null;
        }

        return isJson ? Parse(bytes, isSuccess) : throw HttpFaultException.Of(
            ConnectorStatus.Unavailable, "WRONG_CONTENT_TYPE", "The server's answer is not JSON. Correct the address in the settings.");
    }

    private static async Task<byte[]> ReadBytesAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var read = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        while (await stream.ReadAsync(chunk, cancellationToken) is > 0 and var count)
        {
            if (read.Length + count > MaxBytes)
            {
                throw TooLarge();
            }

            read.Write(chunk, 0, count);
        }

        return read.ToArray();
    }

    private static JsonNode? Parse(byte[] bytes, bool isSuccess)
    {
        try
        {
            return JsonNode.Parse(bytes, documentOptions: _strict);
        }
        catch (JsonException) when (!isSuccess)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw HttpFaultException.Of(ConnectorStatus.Unavailable, "ANSWER_NOT_JSON", "The server's answer is not well-formed JSON.", e);
        }
    }

    private static bool IsJson(MediaTypeHeaderValue? type) => type?.MediaType is { } media
        && (media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static HttpFaultException TooLarge() => HttpFaultException.Of(
        ConnectorStatus.Unavailable, "ANSWER_TOO_LARGE", "The server's answer is larger than 16 MiB. Ask for smaller pages.");
}
