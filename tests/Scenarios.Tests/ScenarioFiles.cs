using Prov.Client.PolicyTests;
using Prov.V1;

namespace Prov.Scenarios.Tests;

/// <summary>The scenarios of <c>tests/scenarios</c>, each under the name of its file.</summary>
public static class ScenarioFiles
{
    private static readonly Lazy<Dictionary<string, PolicyTest>> _tests = new(Read);

    /// <summary>The folder of the scenarios.</summary>
    public static string Folder => Path.Combine(Root, "tests", "scenarios");

    /// <summary>Names of all scenarios.</summary>
    public static IEnumerable<string> All =>
        Directory.EnumerateFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    /// <summary>The same, for theories.</summary>
    public static TheoryData<string> Names => [.. All];

    /// <summary>The checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A scenario by its name.</summary>
    public static PolicyTest Get(string name) => _tests.Value[name].Clone();

    /// <summary>Fails with every failure of a run.</summary>
    public static void Passes(RunPolicyTestsResponse result)
    {
        if (result.Failures.Count > 0)
        {
            Assert.Fail(string.Join(Environment.NewLine, result.Failures.Select(f => $"{f.Path}: {f.Message}")));
        }
    }

    private static Dictionary<string, PolicyTest> Read()
    {
        var files = PolicyTestReader.Read(Folder);
        Assert.Empty(files.Errors);
        return files.Tests.Where(t => Path.GetDirectoryName(t.Place.File) == Folder).ToDictionary(t => t.Test.Name, t => t.Test, StringComparer.Ordinal);
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
