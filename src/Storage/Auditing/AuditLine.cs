using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Prov.Domain.Auditing;
using Prov.Storage.Serialization;

namespace Prov.Storage.Auditing;

/// <summary>An audit entry made ready to be written: its details as JSON in UTF-8 and the bytes that enter the chain's hash.</summary>
internal sealed class AuditLine
{
    private const int NumberBytes = sizeof(long);

    public AuditLine(AuditEntry entry)
    {
        Entry = entry;
        Details = PayloadJson.WriteBytes(entry.Details);
        Canonical = CanonicalBytes(entry);
    }

    public AuditEntry Entry { get; }

    public byte[] Details { get; }

    public byte[] Canonical { get; }

    /// <summary>
    /// The instant in whole microseconds, the finest that PostgreSQL keeps, then each text with its length before it, so that no two entries read alike; details in ordinal
    /// order of their names.
    /// </summary>
    public static byte[] CanonicalBytes(AuditEntry entry)
    {
        var bytes = new byte[LengthOf(entry)];
        var rest = bytes.AsSpan();
        WriteNumber(ref rest, entry.At.UtcTicks / TimeSpan.TicksPerMicrosecond);
        WriteText(ref rest, entry.Tenant);
        WriteText(ref rest, entry.Subject);
        WriteText(ref rest, entry.IdentityId);
        WriteText(ref rest, entry.Action);
        WriteText(ref rest, entry.Actor);
        WriteText(ref rest, entry.Cause);
        WriteNumber(ref rest, entry.Details.Count);
        foreach (var (name, value) in Ordered(entry.Details))
        {
            WriteText(ref rest, name);
            WriteText(ref rest, value);
        }

        return bytes;
    }

    // Details made under another order than the ordinal one must not hash otherwise.
    private static IEnumerable<KeyValuePair<string, string>> Ordered(ImmutableSortedDictionary<string, string> details) =>
        details.KeyComparer == StringComparer.Ordinal ? details : details.OrderBy(d => d.Key, StringComparer.Ordinal);

    private static int LengthOf(AuditEntry entry)
    {
        var length = (2 * NumberBytes) + LengthOf(entry.Tenant) + LengthOf(entry.Subject) + LengthOf(entry.IdentityId)
            + LengthOf(entry.Action) + LengthOf(entry.Actor) + LengthOf(entry.Cause);
        foreach (var (name, value) in entry.Details)
        {
            length += LengthOf(name) + LengthOf(value);
        }

        return length;
    }

    private static int LengthOf(string text) => NumberBytes + Encoding.UTF8.GetByteCount(text);

    private static void WriteText(ref Span<byte> rest, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, rest[NumberBytes..]);
        WriteNumber(ref rest, length);
        rest = rest[length..];
    }

    private static void WriteNumber(ref Span<byte> rest, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(rest, number);
        rest = rest[NumberBytes..];
    }
}
