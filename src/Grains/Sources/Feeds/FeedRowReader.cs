using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Prov.Domain;
using Prov.Domain.Sources;

namespace Prov.Grains.Sources.Feeds;

/// <summary>Reads a record's bytes as a row: first its form (RFC 4180, UTF-8, limits), then its meaning. Not safe for several threads.</summary>
public sealed class FeedRowReader(FeedColumns columns, FeedSplitter splitter)
{
    private readonly string[] _texts = new string[columns.Names.Length];

    /// <summary>True when the last row's form was at fault, so that even its key is in doubt.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The row; null when there were faults.</summary>
    public FeedRow? Read(ReadOnlySpan<byte> raw, long line, bool tooLarge, ImmutableArray<FeedFault>.Builder faults)
    {
        var before = faults.Count;
        CheckForm(raw, line, tooLarge, faults);
        IsMalformed = faults.Count > before;
        return IsMalformed ? null : FeedRowReading.Read(columns, _texts, line, faults);
    }

    /// <summary>The header's names; faults of its form are told as those of a row.</summary>
    public static ImmutableArray<string> ReadHeader(ReadOnlySpan<byte> raw, FeedSplitter splitter, ImmutableArray<FeedFault>.Builder faults)
    {
        var fields = splitter.Split(raw);
        if (fields.Count > Limits.FeedColumnsCount)
        {
            faults.Add(new(
                FeedFaultReasons.TooManyColumns, 1, "", $"The header has {fields.Count} columns; at most {Limits.FeedColumnsCount} may be."));
            return [];
        }

        var names = ImmutableArray.CreateBuilder<string>(fields.Count);
        foreach (var field in fields)
        {
            names.Add(Text(raw, field, 1, "", faults));
        }

        return names.MoveToImmutable();
    }

    private void CheckForm(ReadOnlySpan<byte> raw, long line, bool tooLarge, ImmutableArray<FeedFault>.Builder faults)
    {
        var fields = splitter.Split(raw);
        if (tooLarge)
        {
            faults.Add(new(FeedFaultReasons.RowTooLarge, line, "", $"A row may have {Limits.FeedRowLengthBytes} bytes."));
        }
        else if (fields.Count != _texts.Length)
        {
            faults.Add(new(
                FeedFaultReasons.ColumnCountWrong, line, "", $"The row has {fields.Count} columns, the header {_texts.Length}. Is a field with a delimiter unquoted?"));
        }

        for (var i = 0; i < Math.Min(fields.Count, _texts.Length); i++)
        {
            if (fields[i].Length > Limits.FeedFieldLengthBytes)
            {
                faults.Add(new(FeedFaultReasons.FieldTooLarge, line, columns.Names[i], $"A field may have {Limits.FeedFieldLengthBytes} bytes."));
            }
            else if (!tooLarge)
            {
                _texts[i] = Text(raw, fields[i], line, columns.Names[i], faults);
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> raw, FeedField field, long line, string column, ImmutableArray<FeedFault>.Builder faults)
    {
        if (field.IsMisquoted)
        {
            faults.Add(new(FeedFaultReasons.QuotingInvalid, line, column, "Quote the whole field and double the quotes within (RFC 4180)."));
        }

        var content = FeedSplitter.Content(raw, field);
        if (!Utf8.IsValid(content))
        {
            faults.Add(new(FeedFaultReasons.InvalidUtf8, line, column, "The field is not UTF-8. Declare the feed's encoding, or repair the file."));
            return "";
        }

        if (content.Contains((byte)0))
        {
            faults.Add(new(FeedFaultReasons.CharacterInvalid, line, column, "The field has a NUL character."));
        }

        return Encoding.UTF8.GetString(content);
    }
}
