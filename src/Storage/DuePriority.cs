using Prov.Domain.Accounts;

namespace Prov.Storage;

/// <summary>Order of due work: emergencies, then what else takes access away, then the rest.</summary>
internal static class DuePriority
{
    public const short Emergency = -1;
    public const short RemovesAccess = 0;
    public const short Ordinary = 1;

    public static readonly short[] FirstToLast = [Emergency, RemovesAccess, Ordinary];

    public static short Of(DesiredAccount account) =>
        account.Emergency ? Emergency : account.RemovesAccess ? RemovesAccess : Ordinary;
}
