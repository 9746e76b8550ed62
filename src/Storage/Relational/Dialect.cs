using System.Data.Common;

namespace Prov.Storage.Relational;

/// <summary>Where the two databases differ for plain queries.</summary>
internal abstract class Dialect
{
    /// <summary>Appended to the inner select of a claim, so that two claimers do not wait for each other.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>The text of an attribute that is a string, by the parameter that holds its name; null when it is absent or no string.</summary>
    public abstract string AttributeText(string parameter);

    /// <summary>True where an attribute is there and not null.</summary>
    public abstract string AttributeExists(string parameter);

    /// <summary>A parameter that holds JSON.</summary>
    public abstract string JsonParameter(string parameter);

    /// <summary>Makes texts compare by code point.</summary>
    public abstract string ByCodePoint { get; }

    /// <summary>An instant as the database keeps it.</summary>
    public abstract object ToDatabase(DateTimeOffset? instant);

    public abstract DateTimeOffset ToInstant(DbDataReader reader, int ordinal);

    public DateTimeOffset? ToInstantOrNull(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : ToInstant(reader, ordinal);
}
