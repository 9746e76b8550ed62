using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Prov.Connectors.Ldap.Protocol;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>Values as LDAP writes them (RFC 4517): TRUE and FALSE, generalized time in UTC, everything else as text.</summary>
internal static class LdapValue
{
    /// <summary>An empty text is no value to a directory and is left out.</summary>
    public static LdapAttribute Write(string type, Value value) => new(type, [.. value.AsValues().Select(Write).Where(v => v.Length > 0)]);

    /// <summary>One value as itself, several as a list in order; null when there is none. What is no UTF-8 is read as octets, never mended.</summary>
    public static Value Read(ImmutableArray<byte[]> values, bool isBinary)
    {
        var read = values.Select(v => isBinary || !Utf8.IsValid(v) ? Value.From(ImmutableArray.Create(v)) : Value.From(Encoding.UTF8.GetString(v)));
        ImmutableArray<Value> ordered = [.. read.OrderBy(v => v.ToString(), StringComparer.Ordinal)];
        return ordered.Length switch
        {
            0 => Value.Null,
            1 => ordered[0],
            _ => Value.From(ordered),
        };
    }

    private static byte[] Write(Value value) => value.Kind switch
    {
        ValueKind.Bytes => [.. value.AsBytes()],
        ValueKind.Boolean => value.AsBoolean() ? "TRUE"u8.ToArray() : "FALSE"u8.ToArray(),
        ValueKind.Timestamp => Encoding.ASCII.GetBytes(value.AsTimestamp().ToString("yyyyMMddHHmmss.FFFFFFF", CultureInfo.InvariantCulture).TrimEnd('.') + "Z"),
        _ => Encoding.UTF8.GetBytes(value.ToString()),
    };
}
