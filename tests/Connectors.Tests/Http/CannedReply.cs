namespace Prov.Connectors.Tests.Http;

/// <summary>What to answer.</summary>
internal sealed record CannedReply(int Status, string Body, string ContentType = "application/scim+json")
{
    /// <summary>How often the body is sent.</summary>
    public long Times { get; init; } = 1;

    public Dictionary<string, string> Headers { get; init; } = [];
}
