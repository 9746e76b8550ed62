using Prov.Cluster.Tests.Load;
using Prov.Cluster.Tests.Targets;

namespace Prov.Cluster.Tests.Checks;

/// <summary>What was seen from outside of Prov.</summary>
/// <param name="Attempts">The client's log.</param>
/// <param name="Journal">The targets' logs, in their order.</param>
/// <param name="Accounts">The accounts at the end.</param>
public sealed record History(IReadOnlyList<Attempt> Attempts, IReadOnlyList<JournalEntry> Journal, IReadOnlyList<TargetAccount> Accounts);
