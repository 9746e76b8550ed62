using System.Globalization;
using System.Text;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>Chooses account names: the wished one, else with a suffix behind it, by default <c>2</c>, <c>3</c> ...</summary>
public static class AccountNaming
{
    /// <summary>The name as the target's own equality sees it: the key of its reservation.</summary>
    public static string Key(string name, TargetSystem target)
    {
        var plain = target.NameForm == NameForm.Compatible ? CompatibleCharacters.Replace(name) : name;
        var key = Composition.Compose(plain).Trim();
        key = target.IgnoresInnerBlanks ? string.Join(' ', key.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : key;
        return target.NameEquality == NameEquality.IgnoreCase ? key.ToLowerInvariant() : key;
    }

    /// <summary>The first candidate that no other holds; null when all are taken.</summary>
    /// <param name="wished">The wished name, cleaned.</param>
    /// <param name="target">Gives the longest length, the equality and the space.</param>
    /// <param name="identity">What the suffix may read.</param>
    /// <param name="isTaken">True for what others hold.</param>
    public static string? Choose(string wished, CompiledTarget target, Value identity, Func<Reservation, bool> isTaken)
    {
        var rule = target.Declaration.AccountName;
        for (var i = -1; i < rule.Iteration.MaxIterations; i++)
        {
            var suffix = i < 0 ? "" : Suffix(rule.Iteration.Start + (long)i, target, identity);
            if (suffix is null || (suffix.Length >= rule.MaxLength && i >= 0))
            {
                return null;
            }

            var candidate = Shorten(wished, rule.MaxLength - suffix.Length) + suffix;
            if (!target.Protection.Covers(candidate) && !isTaken(Reservation(candidate, target)))
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
    public static string? ChooseBehind(
        Reservation? tried, string wished, CompiledTarget target, Value identity, Func<Reservation, bool> isTaken)
    {
        var isBehind = false;
        return Choose(wished, target, identity, candidate =>
        {
            var isPassedOver = !isBehind || isTaken(candidate);
            isBehind |= candidate == tried;
            return isPassedOver;
        });
    }

    /// <summary>The reservation of a name at a target.</summary>
    public static Reservation Reservation(string name, CompiledTarget target) => new(target.Space, Key(name, target.Declaration));

    // A suffix that cannot be made ends the search: the next one would fail the same way.
    private static string? Suffix(long number, CompiledTarget target, Value identity)
    {
        if (target.NameSuffix is null)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        var suffix = target.NameSuffix.Evaluate(identity, Value.From(number)).Value;
        return suffix.Kind == ValueKind.String && Clean(suffix.AsString()) is { Length: > 0 } clean ? clean : null;
    }

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
