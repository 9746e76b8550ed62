using System.Buffers.Binary;
using System.Text;
using Prov.Domain.Auditing;
using Prov.Storage.Serialization;

namespace Prov.Storage.Auditing;

/// <summary>An audit entry made ready to be written: its details as JSON and the bytes that enter the chain's hash.</summary>
internal sealed class AuditLine
{
    public AuditLine(AuditEntry entry)
    {
        Entry = entry;
        Details = PayloadJson.Write(entry.Details);
        Canonical = CanonicalBytes(entry);
    }

    public AuditEntry Entry { get; }

    public string Details { get; }

    public byte[] Canonical { get; }

    /// <summary>
    /// The instant in whole microseconds, the finest that PostgreSQL keeps, then each text with its length before it, so that no two entries read alike; details in ordinal
    /// order of their names.
    /// </summary>
    public static byte[] CanonicalBytes(AuditEntry entry)
    {
        using var bytes = new MemoryStream(256);
        WriteNumber(bytes, entry.At.UtcTicks / TimeSpan.TicksPerMicrosecond);
        WriteText(bytes, entry.Tenant);
        WriteText(bytes, entry.Subject);
        WriteText(bytes, entry.IdentityId);
        WriteText(bytes, entry.Action);
        WriteText(bytes, entry.Actor);
        WriteText(bytes, entry.Cause);
        WriteNumber(bytes, entry.Details.Count);
        foreach (var (name, value) in entry.Details.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            WriteText(bytes, name);
            WriteText(bytes, value);
        }

        return bytes.ToArray();
    }

    private static void WriteText(MemoryStream bytes, string text)
    {
        var encoded = Encoding.UTF8.GetBytes(text);
        WriteNumber(bytes, encoded.Length);
        bytes.Write(encoded);
    }

    private static void WriteNumber(MemoryStream bytes, long number)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(buffer, number);
        bytes.Write(buffer);
    }
}
