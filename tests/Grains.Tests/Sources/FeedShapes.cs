using System.Globalization;
using System.Text;

namespace Prov.Grains.Tests.Sources;

/// <summary>What goes wrong with the files of real personnel systems: forty shapes of one good file in which everybody is here.</summary>
internal static class FeedShapes
{
    public const string Header = "id,name,status,hired,grade,tags";

    public static IReadOnlyDictionary<string, Func<string[], byte[]>> All { get; } = new Dictionary<string, Func<string[], byte[]>>
    {
        ["empty file"] = _ => [],
        ["blank lines only"] = _ => Bytes("\n\n\n"),
        ["header only"] = _ => Text([]),
        ["header without line end"] = _ => Bytes(Header),
        ["first row only"] = rows => Text(rows[..1]),
        ["every row twice"] = rows => Text([.. rows, .. rows]),
        ["one row twice"] = rows => Text([.. rows, rows[5]]),
        ["every row many times, most missing"] = rows => Text([.. rows[..(rows.Length / 10)], .. rows[..(rows.Length / 10)], .. rows[..(rows.Length / 10)]]),
        ["reversed"] = rows => Text([.. rows.Reverse()]),
        ["shuffled"] = rows => Text([.. rows.OrderBy(r => r.GetHashCode(StringComparison.Ordinal))]),
        ["one in a hundred missing"] = rows => Text([.. rows.Where((_, i) => i % 100 != 0)]),
        ["a tenth missing"] = rows => Text([.. rows.Where((_, i) => i % 10 != 0)]),
        ["three in five missing"] = rows => Text([.. rows.Where((_, i) => i % 5 < 2)]),
        ["last half missing"] = rows => Text(rows[..(rows.Length / 2)]),
        ["first half missing"] = rows => Text(rows[(rows.Length / 2)..]),
        ["last row missing"] = rows => Text(rows[..^1]),
        ["cut within a row"] = rows => Text(rows)[..^9],
        ["cut within the header"] = _ => Bytes(Header[..12]),
        ["cut within a quoted field"] = rows => Bytes($"{Header}\n{string.Join('\n', rows[..3])}\nE99999,\"Smi"),
        ["quote that never closes"] = rows => Text([.. rows[..10], "E10,\"Open," + rows[10], .. rows[11..]]),
        ["columns moved by one"] = rows => Text([.. rows.Select(r => "," + r)]),
        ["columns in another order under the old header"] = rows => Text([.. rows.Select(r => string.Join(',', r.Split(',').Reverse()))]),
        ["column left out"] = rows => Bytes("id,status,hired,grade,tags\n" + string.Join('\n', rows.Select(r => Without(r, 1))) + "\n"),
        ["unknown column"] = rows => Bytes($"{Header},extra\n" + string.Join('\n', rows.Select(r => r + ",x")) + "\n"),
        ["column twice"] = rows => Bytes($"{Header},status\n" + string.Join('\n', rows.Select(r => r + ",left")) + "\n"),
        ["semicolons for commas"] = rows => Bytes(Encoding.UTF8.GetString(Text(rows)).Replace(',', ';')),
        ["UTF-16 with its mark"] = rows => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Text(rows)))],
        ["UTF-16 without its mark"] = rows => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Text(rows))),
        ["Latin-1 for UTF-8"] = rows => Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(Text(rows))),
        ["byte order mark"] = rows => [.. Encoding.UTF8.GetPreamble(), .. Text(rows)],
        ["NUL bytes"] = rows => Text([.. rows.Select((r, i) => i % 3 == 0 ? r.Replace(',', '\0') : r)]),
        ["everybody has left"] = rows => Text([.. rows.Select(r => Set(r, 2, "left"))]),
        ["a fifth has left"] = rows => Text([.. rows.Select((r, i) => i % 5 == 0 ? Set(r, 2, "left") : r)]),
        ["keys numbered anew"] = rows => Text([.. rows.Select((r, i) => Set(r, 0, string.Create(CultureInfo.InvariantCulture, $"N{i}")))]),
        ["keys with blanks behind"] = rows => Text([.. rows.Select((r, i) => i % 2 == 0 ? Set(r, 0, r.Split(',')[0] + "  ") : r)]),
        ["keys in small letters"] = rows => Text([.. rows.Select(r => Set(r, 0, r.Split(',')[0].ToLowerInvariant()))]),
        ["keys as numbers of a spreadsheet"] = rows => Text([.. rows.Select((_, i) => Set(rows[i], 0, "1E+05"))]),
        ["keys empty"] = rows => Text([.. rows.Select((r, i) => i % 4 == 0 ? Set(r, 0, "") : r)]),
        ["day and month changed places"] = rows => Text([.. rows.Select(r => Set(r, 3, "31-12-2020"))]),
        ["another company's file"] = rows => Text([.. rows.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"X{i},Stranger {i},,2020-01-01,1,"))]),
    };

    public static string[] Good(int people) =>
        [.. Enumerable.Range(0, people).Select(i => string.Create(CultureInfo.InvariantCulture, $"E{i:D6},Nàme {i},,2019-04-01,{i % 9},a;b"))];

    public static byte[] Text(string[] rows) => Bytes(Header + "\n" + string.Concat(rows.Select(r => r + "\n")));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Set(string row, int column, string value)
    {
        var fields = row.Split(',');
        fields[column] = value;
        return string.Join(',', fields);
    }

    private static string Without(string row, int column) => string.Join(',', row.Split(',').Where((_, i) => i != column));
}
