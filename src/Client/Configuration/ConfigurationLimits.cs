namespace Prov.Client.Configuration;

/// <summary>What the reader of configuration files takes at most.</summary>
public static class ConfigurationLimits
{
    /// <summary>Bytes of one file.</summary>
    public const int FileBytes = 1024 * 1024;

    /// <summary>Files of one directory, its subdirectories included.</summary>
    public const int Files = 1000;

    /// <summary>Levels of nesting in one document.</summary>
    public const int Depth = 32;

    /// <summary>Documents of all files together.</summary>
    public const int Documents = 10_000;
}
