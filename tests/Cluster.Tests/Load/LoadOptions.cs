namespace Prov.Cluster.Tests.Load;

/// <summary>How much the load is.</summary>
public sealed record LoadOptions
{
    /// <summary>Decides the people and their lives.</summary>
    public required int Seed { get; init; }

    /// <summary>How many people.</summary>
    public int People { get; init; } = 2000;

    /// <summary>Events per second that are begun, as long as answers come; retries and repeats not counted.</summary>
    public double EventsPerSecond { get; init; } = 80;

    /// <summary>Events under way at once at most.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Share of acknowledged events that are submitted again, to another silo.</summary>
    public double RepeatedShare { get; init; } = 0.03;
}
