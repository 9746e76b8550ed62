namespace Prov.Client.Configuration.Yaml;

/// <summary>A key of a mapping and what it holds; the line is the key's.</summary>
internal sealed record YamlEntry(string Key, YamlNode Value, int Line);
