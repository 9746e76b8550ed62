using System.Collections.Immutable;
using Prov.Domain.Sources;

namespace Prov.Grains.Sources.Imports;

/// <summary>The feed as a whole is at fault: nothing of it is applied.</summary>
internal sealed class FeedRefusedException(ImmutableArray<FeedFault> faults) : Exception("The feed is refused.")
{
    private const int ShownFaults = 20;

    /// <summary>The reason of the first fault.</summary>
    public string Reason => faults[0].Reason;

    /// <summary>The first faults, each as reason, column and message.</summary>
    public string Explanation => string.Join(
        " ", faults.Take(ShownFaults).Select(f => f.Column.Length == 0 ? $"{f.Reason}: {f.Message}" : $"{f.Reason}: {f.Column}: {f.Message}"));
}
