namespace Prov.Client.Configuration.Yaml;

/// <summary>Ends the reading of a file: what follows cannot be understood.</summary>
internal sealed class YamlFault(string reason, int line, string message) : Exception(message)
{
    public string Reason { get; } = reason;

    public int Line { get; } = line;
}
