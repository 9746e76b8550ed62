using System.Xml.Linq;

namespace Prov.Architecture.Tests;

/// <summary>Who may know whom, read off the project files.</summary>
public sealed class DependencyRuleTests
{
    /// <summary>What each project may refer to, directly. A project that is not listed may refer to anything: tests and load tests.</summary>
    private static readonly Dictionary<string, string[]> _allowed = new(StringComparer.Ordinal)
    {
        ["Prov.Domain"] = [],
        ["Prov.Protos"] = [],
        ["Prov.Connectors.Abstractions"] = ["Prov.Domain"],
        ["Prov.Connectors.Conformance"] = ["Prov.Connectors.Abstractions"],
        ["Prov.Connectors.Ldap"] = ["Prov.Connectors.Abstractions"],
        ["Prov.Connectors.Sql"] = ["Prov.Connectors.Abstractions"],
        ["Prov.Connectors.DelimitedText"] = ["Prov.Connectors.Abstractions"],
        ["Prov.Connectors.Remote"] = ["Prov.Connectors.Abstractions", "Prov.Protos"],
        ["Prov.Connectors.Manual"] = ["Prov.Connectors.Abstractions", "Prov.Connectors.DelimitedText"],
        ["Prov.Connectors.Spml"] = ["Prov.Connectors.Abstractions"],
        ["Prov.Connectors.Http"] = ["Prov.Connectors.Abstractions"],
        ["Prov.Connectors.Scim"] = ["Prov.Connectors.Abstractions", "Prov.Connectors.Http"],
        ["Prov.Connectors.Rest"] = ["Prov.Connectors.Abstractions", "Prov.Connectors.Http"],
        ["Prov.Connectors.Null"] = ["Prov.Connectors.Abstractions"],
        ["Prov.Connectors.Chaos"] = ["Prov.Connectors.Abstractions"],
        ["Prov.Storage"] = ["Prov.Domain"],
        ["Prov.Grains"] = ["Prov.Domain", "Prov.Storage", "Prov.Connectors.Abstractions"],
        ["Prov.Client"] = ["Prov.Protos"],
    };

    public static TheoryData<string> Projects => [.. _allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_AreOnlyThoseAllowed(string project)
    {
        var references = References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')));

        Assert.Empty(references.Except(_allowed[project]));
    }

    [Theory]
    [InlineData("Prov.Domain")]
    [InlineData("Prov.Storage")]
    [InlineData("Prov.Connectors.Abstractions")]
    [InlineData("Prov.Connectors.Ldap")]
    [InlineData("Prov.Connectors.Sql")]
    [InlineData("Prov.Connectors.DelimitedText")]
    [InlineData("Prov.Connectors.Remote")]
    [InlineData("Prov.Connectors.Manual")]
    [InlineData("Prov.Connectors.Spml")]
    [InlineData("Prov.Connectors.Http")]
    [InlineData("Prov.Connectors.Scim")]
    [InlineData("Prov.Connectors.Rest")]
    [InlineData("Prov.Client")]
    public void Project_Packages_HoldNoActorRuntime(string project) =>
        Assert.DoesNotContain(References(project, "PackageReference"), p => p.StartsWith("Microsoft.Orleans", StringComparison.Ordinal));

    [Fact]
    public void Domain_Packages_AreAnalyzersOnly() =>
        Assert.All(References("Prov.Domain", "PackageReference"), p => Assert.Equal("Microsoft.CodeAnalysis.BannedApiAnalyzers", p));

    [Fact]
    public void Sources_FoldersAndFiles_HaveNoCatchAllNames()
    {
        string[] banned = ["Util", "Utils", "Helper", "Helpers", "Common", "Manager", "Misc"];
        var names = Repository.Sources().SelectMany(f => f.Split('/', '.'));

        Assert.DoesNotContain(names, n => banned.Any(b => n.EndsWith(b, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> References(string project, string kind)
    {
        var file = Directory.EnumerateFiles(Repository.Root, project + ".csproj", SearchOption.AllDirectories).Single();
        return XDocument.Load(file).Descendants(kind).Select(r => r.Attribute("Include")!.Value);
    }
}
