namespace Prov.Storage.Queries;

/// <summary>A new identity that is to be looked for once more: another of the same person may have been committed at the same time.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Source">The source whose record made it.</param>
/// <param name="IdentityId">The identity.</param>
public readonly record struct DuplicateCheckRow(string Tenant, string Source, string IdentityId);
