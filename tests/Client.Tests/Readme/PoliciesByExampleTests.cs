namespace Prov.Client.Tests.Readme;

/// <summary>What the README of the policies shows is what is in their files, which are run elsewhere.</summary>
public sealed class PoliciesByExampleTests
{
    private static string Folder => Path.Combine(ReadmeFile.Root, "samples", "policies");

    [Fact]
    public async Task Readme_EveryExample_IsTheFileItself()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Folder, "README.md"));
        var shown = readme.Split("```yaml\n").Skip(1).Select(block => block.Split("\n```")[0]).ToArray();
        var files = Directory.EnumerateFiles(Folder, "*.yaml").Order(StringComparer.Ordinal).Select(f => File.ReadAllText(f).TrimEnd('\n')).ToArray();

        Assert.NotEmpty(files);
        Assert.Equal(files, shown);
    }
}
