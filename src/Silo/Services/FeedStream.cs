using Grpc.Core;
using Prov.Silo.Errors;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>The bytes of an upload, read as they come: what reads slowly holds the sender back.</summary>
/// <param name="requests">The messages of the upload.</param>
/// <param name="chunkOf">The bytes of a message; null when it has none.</param>
/// <param name="first">Bytes that were read already.</param>
internal sealed class FeedStream<T>(IAsyncStreamReader<T> requests, Func<T, ReadOnlyMemory<byte>?> chunkOf, ReadOnlyMemory<byte> first = default) : Stream
{
    private ReadOnlyMemory<byte> _rest = first;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty)
        {
            if (!await requests.MoveNext(cancellationToken))
            {
                return 0;
            }

            _rest = chunkOf(requests.Current)
                ?? throw RpcErrors.Invalid(ErrorReason.ImportHeaderMissing, "header", "After the header only chunks of the file may come.");
        }

        var length = Math.Min(buffer.Length, _rest.Length);
        _rest[..length].CopyTo(buffer);
        _rest = _rest[length..];
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
