namespace Prov.Tests.Servers;

/// <summary>How a <see cref="SiloProcess"/> differs from an embedded silo with the defaults.</summary>
public sealed record SiloProcessOptions
{
    /// <summary>Settings by their full name, as <c>Prov:Store:Provider</c>; they are on the command line, so no secrets here.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables in addition to our own environment, as <c>Prov__Store__ConnectionString</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The file of the administrator's token, for silos that share one; null for one in each silo's own folder.</summary>
    public string? TokenFile { get; init; }
}
