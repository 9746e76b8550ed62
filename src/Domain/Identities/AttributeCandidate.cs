using Prov.Domain.Expressions;
using Prov.Domain.Mappings;
using Prov.Domain.Sources;

namespace Prov.Domain.Identities;

/// <summary>One record's value of one attribute, with what it is ranked by.</summary>
/// <param name="View">The record.</param>
/// <param name="Value">Its value.</param>
/// <param name="Strength">Of its mapping: a strong one goes before all others, a weak one counts only where no other gives a value.</param>
/// <param name="Turn">Place among the attribute's rules; the last place where none names it.</param>
/// <param name="ChangedAt">When the value changed; known only where freshness decides.</param>
internal readonly record struct AttributeCandidate(RecordView View, Value Value, MappingStrength Strength, int Turn, DateTimeOffset ChangedAt)
{
    /// <summary>Below zero when this one counts before the other; zero when nothing but names tells them apart.</summary>
    public int Compare(AttributeCandidate other)
    {
        var order = Rank(Strength).CompareTo(Rank(other.Strength));
        order = order != 0 ? order : other.View.Here.CompareTo(View.Here);
        order = order != 0 ? order : View.IsLost.CompareTo(other.View.IsLost);
        order = order != 0 ? order : Turn.CompareTo(other.Turn);
        order = order != 0 ? order : other.ChangedAt.CompareTo(ChangedAt);
        return order != 0 ? order : View.Precedence.CompareTo(other.View.Precedence);
    }

    /// <summary>Why it counts after the winner; empty for the winner itself.</summary>
    public string Reason(AttributeCandidate winner)
    {
        if (ReferenceEquals(View.Record, winner.View.Record))
        {
            return "";
        }

        return true switch
        {
            _ when Strength != winner.Strength => $"its mapping is {Strength.ToString().ToLowerInvariant()}",
            _ when View.Here != winner.View.Here => "its record does not say that the person is here",
            _ when View.IsLost != winner.View.IsLost => "its source is declared lost",
            _ when Turn != winner.Turn => "the attribute's rules name another source first",
            _ when ChangedAt != winner.ChangedAt => $"its value is older, of {Rfc3339.Format(ChangedAt)}",
            _ when View.Precedence != winner.View.Precedence => $"precedence {View.Precedence} comes after {winner.View.Precedence}",
            _ => "of equal authority, later by name",
        };
    }

    private static int Rank(MappingStrength strength) => strength switch
    {
        MappingStrength.Strong => 0,
        MappingStrength.Normal => 1,
        _ => 2,
    };
}
