namespace Prov.Cluster.Tests.People;

/// <summary>Someone whose life the load plays.</summary>
/// <param name="Key">The source key and employee number.</param>
/// <param name="GivenName">ASCII letters only, so that the expected account names need no transliteration.</param>
/// <param name="FamilyName">ASCII letters only.</param>
public sealed record Person(string Key, string GivenName, string FamilyName);
