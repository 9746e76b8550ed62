using System.Buffers;
using System.Text;
using Prov.Domain.Accounts;
using Prov.Domain.Reconciliation;
using Prov.Grains.Digests;

namespace Prov.Grains.Reconciliation;

/// <summary>Digests of accounts as the index keeps them.</summary>
internal static class AccountDigest
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>Of the target's own id.</summary>
    public static Digest OfKey(string nativeId)
    {
        Span<byte> bytes = stackalloc byte[512];
        return Encoding.UTF8.TryGetBytes(nativeId, bytes, out var length) ? Digest.Of(bytes[..length]) : Digest.Of(Encoding.UTF8.GetBytes(nativeId));
    }

    /// <summary>Of everything that is managed of an account.</summary>
    public static Digest OfContent(ObservedAccount account)
    {
        var buffer = _buffer ??= new(1024);
        buffer.ResetWrittenCount();
        AccountContent.Write(account, buffer);
        return Digest.Of(buffer.WrittenSpan);
    }
}
