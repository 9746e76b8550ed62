using Prov.Connectors;

namespace Prov.Silo.Secrets;

/// <summary>Looks secrets up where the operator put them: <c>env:NAME</c> or <c>file:PATH</c>. Read anew each time, so that they can be rotated.</summary>
internal sealed class SecretResolver : ISecretResolver
{
    private const long MaxBytes = 64 * 1024;

    public string Resolve(string reference) => reference.Split(':', 2) switch
    {
        ["env", var name] => Environment.GetEnvironmentVariable(name)
            ?? throw new InvalidOperationException($"There is no environment variable for the secret {reference}."),
        ["file", var path] => Read(path, reference),
        _ => throw new InvalidOperationException("A secret is named as env:NAME or file:PATH."),
    };

    private static string Read(string path, string reference)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Length <= MaxBytes
            ? File.ReadAllText(path).TrimEnd('\r', '\n')
            : throw new InvalidOperationException($"There is no file of at most 64 KiB for the secret {reference}.");
    }
}
