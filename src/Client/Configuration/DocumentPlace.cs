namespace Prov.Client.Configuration;

/// <summary>Where a document was written, so that what the server finds wrong can be shown at its line.</summary>
/// <param name="File">Path of the file as it was given.</param>
/// <param name="Line">First line of the document.</param>
/// <param name="Lines">Line of each path that was written.</param>
public sealed record DocumentPlace(string File, int Line, IReadOnlyDictionary<string, int> Lines)
{
    /// <summary>Of a document that was not read from a file.</summary>
    public static DocumentPlace None { get; } = new("", 0, new Dictionary<string, int>());

    /// <summary>The line of a path, or of the nearest thing around it that was written.</summary>
    public int LineOf(string path)
    {
        for (var rest = path; rest.Length > 0; rest = rest[..Math.Max(rest.LastIndexOfAny(['.', '[']), 0)])
        {
            if (Lines.TryGetValue(rest, out var line))
            {
                return line;
            }
        }

        return Line;
    }
}
