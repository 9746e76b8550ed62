using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;

namespace Prov.Domain.Reconciliation;

/// <summary>
/// Writes an account in one form, so that two states of it can be compared by digests. Values that targets hold alike are written alike:
/// blank as absent, a list without order, every kind as its text.
/// </summary>
public static class AccountContent
{
    public static void Write(ObservedAccount account, IBufferWriter<byte> to)
    {
        Put(to, account.Name);
        Put(to, account.Enabled ? "1" : "0");
        Put(to, account.Placement);
        foreach (var (name, value) in account.Attributes)
        {
            if (!AccountValues.IsBlank(value))
            {
                Put(to, name);
                Put(to, value);
            }
        }

        Put(to, "");
        var entitlements = account.Entitlements;
        if (entitlements.Length > 0)
        {
            foreach (var entitlement in IsOrdered(entitlements) ? entitlements : [.. entitlements.Order(StringComparer.Ordinal)])
            {
                Put(to, entitlement);
            }
        }
    }

    private static void Put(IBufferWriter<byte> to, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                Put(to, "");
                return;
            case ValueKind.String:
                Put(to, value.AsString());
                return;
            case ValueKind.List:
                foreach (var text in value.AsValues().Select(v => v.ToString()).Order(StringComparer.Ordinal))
                {
                    Put(to, text);
                }

                return;
            default:
                Put(to, value.ToString());
                return;
        }
    }

    // The length before each text: no two accounts are written alike.
    private static void Put(IBufferWriter<byte> to, string text)
    {
        var span = to.GetSpan(4 + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, span[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(span, length);
        to.Advance(4 + length);
    }

    private static bool IsOrdered(System.Collections.Immutable.ImmutableArray<string> texts)
    {
        for (var i = 1; i < texts.Length; i++)
        {
            if (string.CompareOrdinal(texts[i - 1], texts[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }
}
