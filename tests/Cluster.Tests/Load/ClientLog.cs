using System.Collections.Concurrent;

namespace Prov.Cluster.Tests.Load;

/// <summary>Everything that the client sent and was answered.</summary>
public sealed class ClientLog
{
    private readonly ConcurrentQueue<Attempt> attempts = new();

    /// <summary>How many attempts have ended.</summary>
    public int Count => attempts.Count;

    /// <summary>Notes an attempt that has ended.</summary>
    public void Add(Attempt attempt) => attempts.Enqueue(attempt);

    /// <summary>All attempts so far.</summary>
    public IReadOnlyList<Attempt> Read() => [.. attempts];
}
