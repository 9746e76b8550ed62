using Prov.Domain.Accounts;

namespace Prov.Storage;

/// <summary>Order of due work: what takes access away goes first.</summary>
internal static class DuePriority
{
    public const short RemovesAccess = 0;
    public const short Ordinary = 1;

    public static short Of(DesiredAccount account) => account.RemovesAccess ? RemovesAccess : Ordinary;
}
