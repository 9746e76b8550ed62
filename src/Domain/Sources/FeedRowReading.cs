using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Sources;

/// <summary>Reads the fields of one row: the row, or everything that is wrong with it at once.</summary>
public static class FeedRowReading
{
    /// <param name="columns">The bound header.</param>
    /// <param name="fields">The fields as text, unquoted; as many as there are columns.</param>
    /// <param name="line">Line of the file, for faults.</param>
    /// <param name="faults">Takes the faults.</param>
    /// <returns>Null when there was a fault.</returns>
    public static FeedRow? Read(FeedColumns columns, ReadOnlySpan<string> fields, long line, ImmutableArray<FeedFault>.Builder faults)
    {
        var before = faults.Count;
        var key = fields[columns.Key];
        if (string.IsNullOrWhiteSpace(key))
        {
            faults.Add(new(FeedFaultReasons.KeyMissing, line, columns.Format.KeyColumn, "The row has no key."));
        }

        var kind = columns.Kind < 0 ? LifecycleEventKind.Record : Kind(columns, fields[columns.Kind], line, faults);
        var row = new FeedRow
        {
            SourceKey = key,
            Kind = kind,
            EventId = columns.EventId < 0 ? "" : fields[columns.EventId],
            Sequence = columns.Sequence < 0 ? null : Sequence(columns, fields[columns.Sequence], line, faults),
            EffectiveAt = columns.EffectiveAt < 0 ? null : Instant(columns, fields[columns.EffectiveAt], line, faults),
            Attributes = Attributes(columns, kind, fields, line, faults),
        };
        return faults.Count > before ? null : row;
    }

    private static ImmutableSortedDictionary<string, Value> Attributes(
        FeedColumns columns, LifecycleEventKind kind, ReadOnlySpan<string> fields, long line, ImmutableArray<FeedFault>.Builder faults)
    {
        var whole = kind is LifecycleEventKind.Record or LifecycleEventKind.Join;
        if (!whole && kind != LifecycleEventKind.Move)
        {
            return AttributeSet.Empty;
        }

        var attributes = AttributeSet.Empty.ToBuilder();
        for (var i = 0; i < fields.Length; i++)
        {
            if (columns.Attributes[i] is not { } attribute)
            {
                continue;
            }

            var value = FeedValue.Read(attribute, fields[i], columns.Format.ValueSeparator, line, faults);
            if (!value.IsNull)
            {
                attributes[attribute.Name] = value;
            }
            else if (attribute.Required && whole && string.IsNullOrWhiteSpace(fields[i]))
            {
                faults.Add(new(FeedFaultReasons.AttributeRequired, line, attribute.Name, "The source requires a value."));
            }
        }

        return attributes.ToImmutable();
    }

    private static LifecycleEventKind Kind(FeedColumns columns, string text, long line, ImmutableArray<FeedFault>.Builder faults)
    {
        switch (text.ToUpperInvariant())
        {
            case "RECORD": return LifecycleEventKind.Record;
            case "JOIN": return LifecycleEventKind.Join;
            case "MOVE": return LifecycleEventKind.Move;
            case "LEAVE": return LifecycleEventKind.Leave;
            case "SUSPEND": return LifecycleEventKind.Suspend;
            case "RESUME": return LifecycleEventKind.Resume;
            default:
                faults.Add(new(
                    FeedFaultReasons.KindInvalid, line, columns.Format.KindColumn, "Give one of record, join, move, leave, suspend, resume."));
                return LifecycleEventKind.Record;
        }
    }

    private static long? Sequence(FeedColumns columns, string text, long line, ImmutableArray<FeedFault>.Builder faults)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return sequence;
        }

        faults.Add(new(FeedFaultReasons.NumberInvalid, line, columns.Format.SequenceColumn, "Give a whole number of 0 or more, or nothing."));
        return null;
    }

    private static DateTimeOffset? Instant(FeedColumns columns, string text, long line, ImmutableArray<FeedFault>.Builder faults)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out var instant))
        {
            return instant;
        }

        faults.Add(new(
            FeedFaultReasons.DateInvalid, line, columns.Format.EffectiveAtColumn, "Give an RFC 3339 date or date and time with offset, or nothing."));
        return null;
    }
}
