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
        var folder = Path.GetFullPath(options.SecretsFolder) + Path.DirectorySeparatorChar;
        var file = new FileInfo(Path.GetFullPath(Path.Combine(folder, path)));
        var target = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        if (!file.FullName.StartsWith(folder, StringComparison.Ordinal) || !target.FullName.StartsWith(folder, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The secret {reference} lies outside the folder of secrets.");
        }

        return file.Exists && file.Length <= MaxBytes
            ? File.ReadAllText(file.FullName).TrimEnd('\r', '\n')
            : throw new InvalidOperationException($"There is no file of at most 64 KiB for the secret {reference}.");
    }
}
