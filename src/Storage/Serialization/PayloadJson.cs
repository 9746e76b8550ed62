using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Prov.Storage.Serialization;

/// <summary>The JSON form of what is kept whole in a column. Fields may be added; a payload without them reads as their defaults.</summary>
internal static class PayloadJson
{
    // By reflection, not generated: the generated form would set fields that an older payload lacks to null instead of their defaults.
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, _options);

    /// <summary>In UTF-8, as a database takes it.</summary>
    public static byte[] WriteBytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, _options);

    public static T Read<T>(string json)
        where T : class =>
        JsonSerializer.Deserialize<T>(json, _options) ?? throw new InvalidDataException($"A stored {typeof(T).Name} is empty.");
}
