using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Prov.Domain.Auditing;
using Prov.Storage.Serialization;

namespace Prov.Storage.Auditing;

/// <summary>An audit entry with its details written out and its digest taken.</summary>
internal sealed record PreparedAuditEntry(AuditEntry Entry, string Details, byte[] Hash)
{
    public static PreparedAuditEntry Of(AuditEntry entry)
    {
        var details = PayloadJson.Write(entry.Details);
        return new PreparedAuditEntry(entry, details, Digest(entry, details));
    }

    /// <summary>
    /// SHA-256 over the fields in order, each with its length before it, so that no two entries read alike. Time counts in whole
    /// microseconds, the finest that PostgreSQL keeps.
    /// </summary>
    public static byte[] Digest(AuditEntry entry, string details)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, entry.At.UtcTicks / TimeSpan.TicksPerMicrosecond);
        hash.AppendData(number);
        foreach (var field in (ReadOnlySpan<string>)[entry.Tenant, entry.Subject, entry.IdentityId, entry.Action, entry.Actor, entry.Cause, details])
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt64BigEndian(number, bytes.Length);
            hash.AppendData(number);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
