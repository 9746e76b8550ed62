namespace Prov.Connectors.Tests.Http;

/// <summary>What was asked.</summary>
/// <param name="RawUrl">Path and query, escaped as they came.</param>
internal sealed record CannedRequest(string HttpMethod, string RawUrl);
