namespace Prov.Client.Configuration.Yaml;

/// <summary>A mapping with its entries in the order of the file; a key that is written twice is there twice.</summary>
internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, int Line) : YamlNode(Line)
{
    public override string Describe() => "a mapping";

    /// <summary>The first entry of that key; null when there is none.</summary>
    public YamlEntry? Find(string key) => Entries.FirstOrDefault(e => e.Key == key);
}
