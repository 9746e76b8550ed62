namespace Prov.Tests.Servers;

/// <summary>Where and with which environment a program runs.</summary>
internal sealed record CommandOptions
{
    /// <summary>The folder to run in; the root folder unless told, because another user may not be able to enter ours.</summary>
    public string WorkingFolder { get; init; } = "/";

    /// <summary>Variables that are set in addition to our own environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
