using Google.Protobuf;

namespace Prov.Client.Commands.Listing;

/// <summary>One page of a list.</summary>
/// <param name="Answer">The server's answer, as programs get it.</param>
/// <param name="Rows">Its items, as people get them.</param>
/// <param name="NextPageToken">Empty at the end.</param>
internal sealed record Page(IMessage Answer, IEnumerable<string[]> Rows, string NextPageToken);
