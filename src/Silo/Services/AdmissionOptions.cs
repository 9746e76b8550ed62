namespace Prov.Silo.Services;

/// <summary>How much work a silo takes on at once; what is beyond waits or is turned away.</summary>
public sealed class AdmissionOptions
{
    /// <summary>Events under way at once in this silo, over all callers. Default 8192.</summary>
    public int EventsUnderWay { get; set; } = 8192;

    /// <summary>Events under way at once in one stream; more are not read from it. Default 1024.</summary>
    public int StreamWindow { get; set; } = 1024;

    /// <summary>Largest message taken, in bytes. Default 4194304.</summary>
    public int MessageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Each fault with its key; empty when all is well.</summary>
    internal IEnumerable<string> Faults() =>
        new[] { (nameof(EventsUnderWay), EventsUnderWay), (nameof(StreamWindow), StreamWindow), (nameof(MessageBytes), MessageBytes) }
            .Where(o => o.Item2 < 1)
            .Select(o => $"Prov:Admission:{o.Item1}: give 1 or more.");
}
