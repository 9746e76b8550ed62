namespace Prov.Connectors.Settings;

/// <summary>Text that names a secret (<c>env:NAME</c>, <c>file:PATH</c>, <c>secret:NAME</c>) and is none itself.</summary>
public static class SecretReference
{
    private static readonly string[] _schemes = ["env:", "file:", "secret:"];

    public static bool Is(string text) => _schemes.Any(scheme => text.StartsWith(scheme, StringComparison.Ordinal));
}
