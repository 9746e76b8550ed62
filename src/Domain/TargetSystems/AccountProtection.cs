using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.TargetSystems;

/// <summary>Tells which accounts of a target are left alone.</summary>
public sealed class AccountProtection
{
    private readonly ImmutableArray<string[]> _patterns;
    private readonly Expression? _when;
    private readonly Func<string, string> _key;

    /// <param name="names">Names; <c>*</c> stands for any characters.</param>
    /// <param name="when">Over <c>account</c>; null when only the names count.</param>
    /// <param name="key">A name as the target compares it.</param>
    internal AccountProtection(ImmutableArray<string> names, Expression? when, Func<string, string> key)
    {
        (_when, _key) = (when, key);
        _patterns = [.. names.Select(n => n.Split('*').Select(key).ToArray())];
    }

    /// <summary>Nothing is protected.</summary>
    public static AccountProtection None { get; } = new([], null, n => n);

    /// <summary>True when an account of this name is left alone, whatever it is.</summary>
    public bool Covers(string name)
    {
        if (_patterns.IsEmpty)
        {
            return false;
        }

        var key = _key(name);
        return _patterns.Any(p => Matches(key, p));
    }

    /// <summary>True when the account is left alone. A condition that cannot be evaluated protects.</summary>
    public bool Covers(ObservedAccount account)
    {
        if (Covers(account.Name))
        {
            return true;
        }

        var result = _when?.Evaluate(View(account));
        return result is { } answer && (answer.IsError || answer.IsTrue);
    }

    /// <summary>An account as conditions over <c>account</c> read it.</summary>
    internal static Value View(ObservedAccount account) => Value.From(AttributeSet.Empty
        .Add("name", Value.From(account.Name))
        .Add("enabled", Value.From(account.Enabled))
        .Add("entitlements", Value.ListOf(account.Entitlements))
        .Add("attributes", Value.From(account.Attributes)));

    // The parts between the stars, each at the first place where it fits.
    private static bool Matches(string key, string[] parts)
    {
        if (parts.Length == 1)
        {
            return key == parts[0];
        }

        if (!key.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var from = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var place = key.IndexOf(part, from, StringComparison.Ordinal);
            if (place < 0)
            {
                return false;
            }

            from = place + part.Length;
        }

        return key.Length - from >= parts[^1].Length && key.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
