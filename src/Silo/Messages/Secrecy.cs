using Prov.Domain.Policies;

namespace Prov.Silo.Messages;

/// <summary>Which attributes a message may not show. What cannot be told any more, because its declaration is gone, is taken for secret.</summary>
internal sealed class Secrecy(PolicySnapshot? snapshot)
{
    private readonly PolicySnapshot _snapshot = snapshot ?? PolicySnapshot.Empty;

    public bool OfIdentity(string attribute) =>
        _snapshot.SecretAttributes.Contains(attribute) || !_snapshot.Attributes.Any(a => a.Name == attribute);

    public Func<string, bool> OfRecord(string source)
    {
        var declared = _snapshot.Sources.GetValueOrDefault(source)?.Attributes;
        return attribute => declared is null || !declared.TryGetValue(attribute, out var declaration) || declaration.Secret;
    }

    public Func<string, bool> OfAccount(string target)
    {
        var shown = _snapshot.FindTarget(target)?.Attributes
            .Where(a => !a.Mappings.Any(_snapshot.IsSecret)).Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        return attribute => shown?.Contains(attribute) != true;
    }
}
