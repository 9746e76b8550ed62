using System.Collections.Immutable;

namespace Prov.Grains;

internal static class AuditDetails
{
    public static ImmutableSortedDictionary<string, string> Of(params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var details = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in facts)
        {
            details[name] = value;
        }

        return details.ToImmutable();
    }
}
