namespace Prov.Connectors.Tests;

/// <summary>Resolves every reference to the same secret.</summary>
internal sealed class OneSecret(string secret) : ISecretResolver
{
    public string Resolve(string reference) => secret;
}
