using System.Collections.Immutable;

namespace Prov.Domain.Sources;

/// <summary>Which column of a feed holds what, bound once from its header.</summary>
public sealed class FeedColumns
{
    private FeedColumns(ImmutableArray<string> names, ImmutableArray<SourceAttribute?> attributes, FeedFormat format)
    {
        Names = names;
        Attributes = attributes;
        Format = format;
        Key = names.IndexOf(format.KeyColumn);
        var events = format.Mode == FeedMode.Events;
        EventId = events ? names.IndexOf(format.EventIdColumn) : -1;
        Kind = events ? names.IndexOf(format.KindColumn) : -1;
        Sequence = events ? names.IndexOf(format.SequenceColumn) : -1;
        EffectiveAt = events ? names.IndexOf(format.EffectiveAtColumn) : -1;
    }

    /// <summary>The header, in the order of the file.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>By column, the attribute that it holds; null for a column that only steers (the key, an event's kind).</summary>
    public ImmutableArray<SourceAttribute?> Attributes { get; }

    public FeedFormat Format { get; }

    public int Key { get; }

    /// <summary>-1 when the feed has no such column; so are the following.</summary>
    public int EventId { get; }

    public int Kind { get; }

    public int Sequence { get; }

    public int EffectiveAt { get; }

    /// <summary>Binds a header; all faults at once, or the columns.</summary>
    /// <exception cref="ArgumentException">The source has no feed.</exception>
    public static (FeedColumns? Columns, ImmutableArray<FeedFault> Faults) Bind(AuthoritativeSource source, ImmutableArray<string> header)
    {
        var format = source.Feed ?? throw new ArgumentException("The source has no feed.", nameof(source));
        var faults = ImmutableArray.CreateBuilder<FeedFault>();
        if (header.Length > Limits.FeedColumnsCount)
        {
            faults.Add(new(FeedFaultReasons.TooManyColumns, 1, "", $"The header has {header.Length} columns; at most {Limits.FeedColumnsCount} may be."));
            return (null, faults.ToImmutable());
        }

        CheckPresent(source, format, header, faults);
        var attributes = CheckKnown(source, format, header, faults);
        return faults.Count > 0 ? (null, faults.ToImmutable()) : (new FeedColumns(header, attributes, format), []);
    }

    private static void CheckPresent(
        AuthoritativeSource source, FeedFormat format, ImmutableArray<string> header, ImmutableArray<FeedFault>.Builder faults)
    {
        // A row of a snapshot is the whole record: a column left out would silently empty the attribute of everyone.
        var needed = format.Mode == FeedMode.Snapshot
            ? source.Attributes.Select(a => a.Name).Prepend(format.KeyColumn)
            : [format.KeyColumn, format.KindColumn];
        foreach (var name in needed.Distinct(StringComparer.Ordinal).Where(n => !header.Contains(n)))
        {
            faults.Add(new(FeedFaultReasons.ColumnMissing, 1, name, "The header lacks this column. Add it, or change the source's declaration."));
        }
    }

    private static ImmutableArray<SourceAttribute?> CheckKnown(
        AuthoritativeSource source, FeedFormat format, ImmutableArray<string> header, ImmutableArray<FeedFault>.Builder faults)
    {
        var attributes = ImmutableArray.CreateBuilder<SourceAttribute?>(header.Length);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in header)
        {
            var attribute = source.Attributes.FirstOrDefault(a => a.Name == name);
            attributes.Add(attribute);
            if (attribute is null && !IsSteering(format, name))
            {
                faults.Add(new(FeedFaultReasons.ColumnUnknown, 1, Shown(name), "The source declares no such column. Declare it or leave it out."));
            }

            if (!seen.Add(name))
            {
                faults.Add(new(FeedFaultReasons.ColumnDuplicate, 1, Shown(name), "The header names this column more than once."));
            }
        }

        return attributes.ToImmutable();
    }

    private static bool IsSteering(FeedFormat format, string name) =>
        name == format.KeyColumn
        || (format.Mode == FeedMode.Events
            && (name == format.EventIdColumn || name == format.KindColumn || name == format.SequenceColumn || name == format.EffectiveAtColumn));

    // A file without a header line would otherwise put its first row, and so a person, into messages.
    private static string Shown(string name) => name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ' ') ? name : "?";
}
