namespace Prov.Domain.Identities;

/// <summary>Where a merged attribute's value came from.</summary>
/// <param name="Source">Name of the authoritative source.</param>
/// <param name="SourceKey">Key of the record within the source.</param>
public sealed record Provenance(string Source, string SourceKey);
