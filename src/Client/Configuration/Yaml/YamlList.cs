namespace Prov.Client.Configuration.Yaml;

/// <summary>A sequence.</summary>
internal sealed record YamlList(IReadOnlyList<YamlNode> Items, int Line) : YamlNode(Line)
{
    public override string Describe() => "a list";
}
