using System.Collections.Immutable;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Prov.Connectors.DelimitedText.Rfc4180;

namespace Prov.Connectors.DelimitedText.Changes;

using Rows = ImmutableSortedDictionary<string, ImmutableArray<string>>;

/// <summary>
/// What the file was at some moments: the accounts' names, each with a digest of its row. A moment is called by the digest of all of it,
/// so that the same content is kept once however often it is asked for.
/// </summary>
/// <param name="folder">Made when it is not there.</param>
/// <param name="count">How many moments are kept; the oldest goes first.</param>
internal sealed class SnapshotFolder(string folder, int count)
{
    private const string Extension = ".digests";

    /// <summary>Keeps the rows as they are and gives the moment's name.</summary>
    public string Keep(Rows rows)
    {
        using var content = new MemoryStream();
        using (var text = new StreamWriter(content, leaveOpen: true))
        {
            var writer = new CsvWriter(text, ',');
            foreach (var (name, row) in rows)
            {
                writer.Write([DigestOf(row), name]);
            }
        }

        var moment = Convert.ToHexStringLower(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
        Directory.CreateDirectory(folder);
        var path = PathOf(moment);
        if (File.Exists(path))
        {
            // Asked for again: it is the youngest.
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
            return moment;
        }

        var temporary = $"{path}.{Environment.ProcessId}.new";
        File.WriteAllBytes(temporary, content.ToArray());
        File.Move(temporary, path, overwrite: true);
        Directory.GetFiles(folder, "*" + Extension).OrderByDescending(File.GetLastWriteTimeUtc).Skip(count).ToList().ForEach(File.Delete);
        return moment;
    }

    /// <summary>Digests by name; null when the moment was never kept or is not kept any more.</summary>
    public Dictionary<string, string>? Find(string moment, StringComparer names)
    {
        if (moment.Length != SHA256.HashSizeInBytes * 2 || !moment.All(char.IsAsciiHexDigitLower) || !File.Exists(PathOf(moment)))
        {
            return null;
        }

        var digests = new Dictionary<string, string>(names);
        using var text = new StreamReader(PathOf(moment));
        var reader = new CsvReader(text, ',');
        while (reader.Read() is [var digest, var name])
        {
            digests[name] = digest;
        }

        return digests;
    }

    public static string DigestOf(ImmutableArray<string> row)
    {
        var hash = new XxHash128();
        foreach (var field in row)
        {
            hash.Append(BitConverter.GetBytes(field.Length));
            hash.Append(Encoding.UTF8.GetBytes(field));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private string PathOf(string moment) => Path.Combine(folder, moment + Extension);
}
