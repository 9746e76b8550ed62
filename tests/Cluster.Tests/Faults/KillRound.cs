namespace Prov.Cluster.Tests.Faults;

/// <summary>One kill of one silo.</summary>
/// <param name="Silo">Its place in the cluster.</param>
/// <param name="KilledAt">When it was dead.</param>
/// <param name="ServingAt">When it served again.</param>
public sealed record KillRound(int Silo, DateTimeOffset KilledAt, DateTimeOffset ServingAt);
