using System.Text.Json.Nodes;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Settings;

namespace Prov.Connectors.Rest.Operations;

/// <summary>One operation as declared: a method, a path with places for values, and what is sent in any case.</summary>
/// <param name="Name">As the settings begin: <c>create</c>, <c>get</c>.</param>
internal sealed record RestOperation(string Name, HttpMethod Method, PathTemplate Path, string? Body)
{
    /// <summary>Null when the settings do not declare it.</summary>
    public static RestOperation? Read(TargetSettings settings, string name, HttpMethod usual) => settings.Find($"{name}.path") is { } path
        ? new(name, settings.Find($"{name}.method") is { } method ? HttpMethod.Parse(method) : usual, new(path), settings.Find($"{name}.body"))
        : null;

    /// <summary>What is sent in any case, to be completed; empty when nothing is declared.</summary>
    public JsonObject Start() => Body is null ? [] : (JsonObject)JsonNode.Parse(Body)!;

    public HttpAsk Ask(RestValues values, JsonNode? body) => new(Method, Path.Fill(values), body);

    /// <summary>A search, however it is sent.</summary>
    public HttpAsk AskToRead(RestValues values) =>
        new(Method, Path.Fill(values), Body is null ? null : JsonNode.Parse(Body)) { Writes = false };
}
