using System.Text;
using Prov.Grains.Sources.Feeds;
using Sylvan.Data.Csv;

namespace Prov.Grains.Tests.Sources;

/// <summary>The scanner and splitter against a reader of delimited text written by others.</summary>
public sealed class FeedScannerTests
{
    [Fact]
    public void MoveNext_RandomFiles_ReadsWhatAnIndependentReaderReads()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var lineEnd = random.Next(2) == 0 ? "\n" : "\r\n";
            var rows = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Enumerable.Range(0, 4).Select(c => Field(random, c)).ToArray()).ToArray();
            var text = string.Concat(rows.Select(r => string.Join(',', r.Select(f => Quoted(random, f))) + lineEnd));
            Assert.Equal(rows, Read(text));

            // The other reader stumbles over some rows that end with a quote and both characters of a line end.
            if (lineEnd == "\n")
            {
                Assert.Equal(ReadIndependently(text), Read(text));
            }
        }
    }

    [Fact]
    public void MoveNext_FileLongerThanTheBuffer_TellsOffsetsAndLines()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 200_000; i++)
        {
            text.Append(i % 5 == 0 ? $"{i},\"two\nlines {i}\",x\n" : $"{i},plain text of a row {i},x\n");
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        using var file = new ScratchFile(bytes);
        var scanner = new FeedScanner(file.Handle, (byte)',');
        var (line, count) = (1L, 0);
        while (scanner.MoveNext())
        {
            Assert.Equal(line, scanner.Line);
            Assert.True(bytes.AsSpan((int)scanner.Offset, scanner.Raw.Length).SequenceEqual(scanner.Raw));
            Assert.StartsWith(count + ",", Encoding.UTF8.GetString(scanner.Raw), StringComparison.Ordinal);
            line += count % 5 == 0 ? 2 : 1;
            count++;
        }

        Assert.Equal(200_000, count);
    }

    private static string Field(Random random, int column)
    {
        const string Alphabet = "ab ,\"\n\rüß🙂;'";
        var length = random.Next(column == 0 ? 1 : 0, 8);
        var runes = Alphabet.EnumerateRunes().ToArray();
        var field = string.Concat(Enumerable.Range(0, length).Select(_ => runes[random.Next(runes.Length)]));
        return column == 0 ? "k" + field : field;
    }

    private static string Quoted(Random random, string field) => field.AsSpan().IndexOfAny(",\"\r\n") >= 0 || random.Next(4) == 0
        ? "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
        : field;

    private static List<string[]> Read(string text)
    {
        using var file = new ScratchFile(Encoding.UTF8.GetBytes(text));
        var scanner = new FeedScanner(file.Handle, (byte)',');
        var splitter = new FeedSplitter((byte)',');
        var rows = new List<string[]>();
        while (scanner.MoveNext())
        {
            var fields = new List<string>();
            foreach (var field in splitter.Split(scanner.Raw))
            {
                Assert.False(field.IsMisquoted);
                fields.Add(Encoding.UTF8.GetString(FeedSplitter.Content(scanner.Raw, field)));
            }

            rows.Add([.. fields]);
        }

        return rows;
    }

    private static List<string[]> ReadIndependently(string text)
    {
        using var reader = CsvDataReader.Create(new StringReader(text), new CsvDataReaderOptions { HasHeaders = false, Delimiter = ',' });
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }
}
