using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Prov.Connectors.Ldap.Protocol;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>The one group of an Active Directory account that is held by a number at the account, not by a member at the group.</summary>
internal static class PrimaryGroup
{
    public const string NumberAttribute = "primaryGroupID";

    public const string SidAttribute = "objectSid";

    /// <summary>Domain Users, the primary group of every new account ([MS-SAMR] 3.1.1.8.2).</summary>
    public const string Usual = "513";

    public static ImmutableArray<string> Selected { get; } = [NumberAttribute, SidAttribute];

    /// <summary>The last number of a group's security identifier, by which accounts name it.</summary>
    public static uint NumberOf(byte[] sid) => BinaryPrimitives.ReadUInt32LittleEndian(sid.AsSpan(sid.Length - sizeof(uint)));

    /// <summary>The security identifier of the account's primary group: that of the account with another last number; null when it shows none.</summary>
    public static byte[]? SidOf(LdapEntry account)
    {
        var isShown = uint.TryParse(account.Texts(NumberAttribute).FirstOrDefault(), CultureInfo.InvariantCulture, out var number);
        if (!isShown || account.Values(SidAttribute) is not [{ Length: > 8 } sid, ..])
        {
            return null;
        }

        var group = sid.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(group.AsSpan(group.Length - sizeof(uint)), number);
        return group;
    }
}
