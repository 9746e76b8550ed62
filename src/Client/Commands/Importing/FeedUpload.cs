using Google.Protobuf;
using Prov.Client.Connection;
using Prov.V1;

namespace Prov.Client.Commands.Importing;

/// <summary>Sends a file as an import.</summary>
internal static class FeedUpload
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>The import that began.</summary>
    public static async Task<ImportRun> SendAsync(ProvClient client, string source, string file, CancellationToken cancellation)
    {
        await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var call = client.Imports.ImportFeed(cancellationToken: cancellation);
        try
        {
            var header = new ImportHeader { Source = source, FileName = Path.GetFileName(file), RequestId = Guid.NewGuid().ToString() };
            await call.RequestStream.WriteAsync(new() { Header = header }, cancellation);
            await SendContentAsync(call.RequestStream, content, cancellation);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Grpc.Core.RpcException)
        {
            // The server has answered before the end, with a refusal that the response below holds.
        }

        return (await call.ResponseAsync).Run;
    }

    private static async Task SendContentAsync(
        Grpc.Core.IClientStreamWriter<ImportFeedRequest> stream, FileStream content, CancellationToken cancellation)
    {
        var buffer = new byte[ChunkBytes];
        int count;
        while ((count = await content.ReadAtLeastAsync(buffer, ChunkBytes, throwOnEndOfStream: false, cancellation)) > 0)
        {
            await stream.WriteAsync(new() { Chunk = ByteString.CopyFrom(buffer, 0, count) }, cancellation);
        }
    }
}
