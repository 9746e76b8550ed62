using System.Globalization;
using System.Text;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>Chooses account names: the wished one, else with <c>2</c>, <c>3</c> ... behind it.</summary>
public static class AccountNaming
{
    /// <summary>The name as the target's own equality sees it: the key of its reservation.</summary>
    public static string Key(string name, NameEquality equality)
    {
        var key = Composition.Compose(name).Trim();
        return equality == NameEquality.IgnoreCase ? key.ToLowerInvariant() : key;
    }

    /// <summary>The first candidate that no other holds; null when all are taken.</summary>
    /// <param name="wished">The wished name, cleaned.</param>
    /// <param name="target">Gives the longest length, the equality and the space.</param>
    /// <param name="isTaken">True for what others hold.</param>
    public static string? Choose(string wished, CompiledTarget target, Func<Reservation, bool> isTaken)
    {
        var maxLength = target.Declaration.AccountName.MaxLength;
        for (var number = 1; number <= Limits.NameCandidatesCount; number++)
        {
            var suffix = number == 1 ? "" : number.ToString(CultureInfo.InvariantCulture);
            if (suffix.Length >= maxLength && number > 1)
            {
                return null;
            }

            var candidate = Shorten(wished, maxLength - suffix.Length) + suffix;
            if (!isTaken(Reservation(candidate, target)))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>
    /// The first candidate behind a name that turned out to be a stranger's: those before it were tried, and are strangers' too. Null when
    /// there is none, or the name is no candidate any more.
    /// </summary>
    public static string? ChooseBehind(Reservation? tried, string wished, CompiledTarget target, Func<Reservation, bool> isTaken)
    {
        var isBehind = false;
        return Choose(wished, target, candidate =>
        {
            var isPassedOver = !isBehind || isTaken(candidate);
            isBehind |= candidate == tried;
            return isPassedOver;
        });
    }

    /// <summary>The reservation of a name at a target.</summary>
    public static Reservation Reservation(string name, CompiledTarget target) =>
        new(target.Space, Key(name, target.Declaration.NameEquality));

    /// <summary>The name without control and format characters and without blanks around it; empty when nothing is left.</summary>
    public static string Clean(string wished)
    {
        var normal = Composition.Compose(wished);
        if (normal.All(IsPlain))
        {
            return normal.Trim();
        }

        var clean = new StringBuilder(normal.Length);
        foreach (var rune in normal.EnumerateRunes())
        {
            if (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString().Trim();
    }

    private static bool IsPlain(char character) => character is >= ' ' and <= '~';

    // Never cuts a surrogate pair in two, and leaves no blank before the number.
    private static string Shorten(string name, int length)
    {
        if (name.Length <= length)
        {
            return name;
        }

        var end = char.IsHighSurrogate(name[length - 1]) ? length - 1 : length;
        return name[..end].TrimEnd();
    }
}
