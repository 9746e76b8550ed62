namespace Prov.Client.Tests.Readme;

/// <summary>The README at the root of the checkout, by its headings.</summary>
internal static class ReadmeFile
{
    private const string Fence = "```";

    /// <summary>The checkout that the tests run in.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The one fenced block below a heading.</summary>
    /// <param name="heading">As it stands there, without the marks before it.</param>
    /// <param name="language">What is written behind the fence; empty for nothing.</param>
    public static string[] Block(string heading, string language = "")
    {
        var below = Below(heading).SkipWhile(line => line != Fence + language).ToArray();
        Assert.True(below.Length > 0, $"README.md has no block '{Fence}{language}' below '{heading}'.");
        return [.. below.Skip(1).TakeWhile(line => line != Fence)];
    }

    /// <summary>The lines below a heading, up to the next one of any level.</summary>
    public static IReadOnlyList<string> Below(string heading)
    {
        var below = new List<string>();
        var (isBelow, isFenced) = (false, false);
        foreach (var line in File.ReadLines(Path.Combine(Root, "README.md")))
        {
            isFenced ^= line.StartsWith(Fence, StringComparison.Ordinal);
            if (!isFenced && line.StartsWith('#'))
            {
                isBelow = line.TrimStart('#').Trim() == heading;
            }
            else if (isBelow)
            {
                below.Add(line);
            }
        }

        Assert.True(below.Count > 0, $"README.md has no heading '{heading}'.");
        return below;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Prov.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside a checkout.");
        }

        return folder.FullName;
    }
}
