using Prov.Client.Configuration;
using Prov.V1;

namespace Prov.Client.PolicyTests;

/// <summary>A policy test with the place where it was written.</summary>
/// <param name="Test">As the API takes it: the documents of <c>uses</c> are among its own.</param>
/// <param name="Place">Its file and the lines of what is in it.</param>
public sealed record PlacedPolicyTest(PolicyTest Test, DocumentPlace Place);
