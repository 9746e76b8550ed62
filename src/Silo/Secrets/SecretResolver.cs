using Prov.Connectors;
using Prov.Silo.Hosting;

namespace Prov.Silo.Secrets;

/// <summary>
/// Looks secrets up where the operator put them for that purpose, and nowhere else: whoever may write a configuration must not be able to
/// send any file or variable of the silo to a target of their own. Read anew each time, so that secrets can be rotated.
/// </summary>
internal sealed class SecretResolver(SiloOptions options) : ISecretResolver
{
    private const long MaxBytes = 64 * 1024;
    private const string VariablePrefix = "PROV_SECRET_";

    /// <inheritdoc/>
    public string Resolve(string reference) => reference.Split(':', 2) switch
    {
        ["env", var name] when name.StartsWith(VariablePrefix, StringComparison.Ordinal) => Environment.GetEnvironmentVariable(name)
            ?? throw new InvalidOperationException($"There is no environment variable for the secret {reference}."),
        ["env", _] => throw new InvalidOperationException($"Variables that hold secrets begin with {VariablePrefix}."),
        ["file" or "secret", var path] => Read(path, reference),
        _ => throw new InvalidOperationException($"A secret is named as secret:NAME, file:PATH or env:{VariablePrefix}NAME."),
    };

    private string Read(string path, string reference)
    {
        var folder = RealPath(Path.GetFullPath(options.SecretsFolder));
        var file = new FileInfo(RealPath(Path.GetFullPath(Path.Combine(folder, path))));
        if (!file.FullName.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The secret {reference} lies outside the folder of secrets.");
        }

        return file.Exists && file.Length <= MaxBytes
            ? File.ReadAllText(file.FullName).TrimEnd('\r', '\n')
            : throw new InvalidOperationException($"There is no file of at most 64 KiB for the secret {reference}.");
    }

    /// <summary>Where a full path leads, step by step: a folder on the way can be a link as well as the file.</summary>
    private static string RealPath(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var step in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new FileInfo(Path.Combine(real, step));
            real = next.LinkTarget is null ? next.FullName : RealPath(Final(next));
        }

        return real;
    }

    private static string Final(FileInfo link) =>
        link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? link.FullName;
}
