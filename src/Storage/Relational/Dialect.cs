using System.Data.Common;

namespace Prov.Storage.Relational;

/// <summary>Where the two databases differ for plain queries.</summary>
internal abstract class Dialect
{
    /// <summary>Appended to the inner select of a claim, so that two claimers do not wait for each other.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>Leases due accounts of a target and priority: the account's columns, then the instant at which it was due.</summary>
    public abstract string ClaimDueAccounts { get; }

    /// <summary>Key, digest and presence of each record of a source.</summary>
    public abstract string ScanSourceRecords { get; }

    /// <summary>The rows of a JSON array of objects with the texts tenant, key and id, by the parameter that holds it.</summary>
    public abstract string KeyRows(string parameter);

    /// <summary>The rows of a JSON array of situations, named <c>r</c>.</summary>
    public abstract string SituationRows(string parameter);

    /// <summary>Above 0 where an identity's payload has direct grants or grants that it keeps for a while: found in its text, which is faster than reading it as JSON.</summary>
    public abstract string HasOwnGrants { get; }

    /// <summary>A JSON object with at least these of an identity's attributes; those that it lacks may be null in it.</summary>
    public abstract string SomeAttributes(IReadOnlyList<string> parameters);

    /// <summary>The columns <c>partition</c> and <c>id</c> of the objects of a JSON array.</summary>
    public abstract string Places(string parameter);

    /// <summary>Begins a transaction whose reads all see one moment.</summary>
    public abstract DbTransaction BeginReading(DbConnection connection);

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

    /// <summary>A unique id as the database keeps it.</summary>
    public abstract object ToDatabase(Guid id);

    public abstract DateTimeOffset ToInstant(DbDataReader reader, int ordinal);

    public DateTimeOffset? ToInstantOrNull(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : ToInstant(reader, ordinal);
}
