namespace Prov.Connectors.DelimitedText.Rfc4180;

/// <summary>Text that is not in the format; the message names the line, never the content.</summary>
public sealed class CsvFormatException(long line, string what) : FormatException($"Line {line}: {what}")
{
    /// <summary>Where the record begins that is at fault; the first line is 1.</summary>
    public long Line { get; } = line;
}
