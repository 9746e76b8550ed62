namespace Prov.Domain.Identities;

/// <summary>A value that only one identity of a tenant may hold, kept by a unique index of the store.</summary>
/// <param name="Space">What kind of value: <c>source:hr</c>, <c>correlation:employeeNumber</c>, <c>account:directory</c>.</param>
/// <param name="Key">The value under that space's own equality (already normalised).</param>
public sealed record Reservation(string Space, string Key);
