using Prov.Client.Configuration;

namespace Prov.Client.PolicyTests;

/// <summary>What a directory of policy tests holds.</summary>
/// <param name="Configuration">The documents that stand by themselves: all tests begin with them.</param>
/// <param name="Tests">In the order of the files.</param>
/// <param name="Errors">Ordered by file and line; empty when all is well.</param>
public sealed record PolicyTestFiles(
    IReadOnlyList<PlacedDocument> Configuration, IReadOnlyList<PlacedPolicyTest> Tests, IReadOnlyList<ConfigurationError> Errors);
