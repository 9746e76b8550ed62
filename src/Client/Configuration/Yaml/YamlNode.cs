namespace Prov.Client.Configuration.Yaml;

/// <summary>A node of a YAML document, with the line on which it begins (counted from 1).</summary>
internal abstract record YamlNode(int Line)
{
    /// <summary>What a person calls it.</summary>
    public abstract string Describe();
}
