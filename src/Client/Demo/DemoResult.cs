using Prov.Client.Demo.Check;

namespace Prov.Client.Demo;

/// <summary>What the demo ended with.</summary>
/// <param name="Identities">Identities that Prov knows, in whatever state.</param>
/// <param name="Accounts">Accounts that Prov manages over all targets.</param>
/// <param name="Converged">No account is left that is not what it should be.</param>
/// <param name="Correct">The targets' own files hold exactly what the feed and the events ask for.</param>
/// <param name="Seconds">From the start of the silo to the end of the check.</param>
/// <param name="BadRows">Rows of the feed that went to quarantine.</param>
/// <param name="Targets">The comparison of each target, by name.</param>
internal sealed record DemoResult(
    long Identities, long Accounts, bool Converged, bool Correct, double Seconds, long BadRows, IReadOnlyDictionary<string, TargetComparison> Targets);
