using System.Collections.Immutable;

namespace Prov.Domain.Policies;

/// <summary>One way from a policy down to something that it gives.</summary>
/// <param name="Conditions">Positions in <see cref="PolicySnapshot.Conditions"/> that must all hold.</param>
/// <param name="Cause">The documents on the way: <c>BirthrightPolicy/employees &gt; BusinessRole/staff</c>.</param>
public sealed record GrantPath(ImmutableArray<int> Conditions, string Cause)
{
    /// <summary>The roles on the way: when one of them is withheld, the way is closed.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>First instant at which it is open; null for always.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>First instant at which it is closed; null for never.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>How long what it gives is kept after it has closed; null for not at all.</summary>
    public TimeSpan? RemoveAfter { get; init; }

    /// <summary>For how long it is open, from when it first was: each by itself.</summary>
    public ImmutableArray<GrantPeriod> Periods { get; init; } = [];

    /// <summary>The way as it goes on through an item: open only while both are, the nearest grace period counts.</summary>
    internal GrantPath Through(PolicyItem item) => item is { ValidFrom: null, ValidUntil: null, ValidFor: null, RemoveAfter: null } ? this : this with
    {
        Periods = item.ValidFor is { } length ? Periods.Add(new($"{Cause} > {new GrantKey(item.Kind, item.Target, item.Name, item.Intent)}", length)) : Periods,
        ValidFrom = !(item.ValidFrom > ValidFrom) && ValidFrom is not null ? ValidFrom : item.ValidFrom,
        ValidUntil = Sources.RecordView.Earlier(ValidUntil, item.ValidUntil),
        RemoveAfter = item.RemoveAfter ?? RemoveAfter,
    };

    /// <summary>True when nothing but the conditions tells this way from another.</summary>
    internal bool IsAs(GrantPath other) => Cause == other.Cause
        && ValidFrom == other.ValidFrom && ValidUntil == other.ValidUntil && RemoveAfter == other.RemoveAfter && Periods.SequenceEqual(other.Periods);
}
