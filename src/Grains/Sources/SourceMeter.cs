using System.Diagnostics.Metrics;

namespace Prov.Grains.Sources;

/// <summary>What imports are counted by: meter <c>Prov.Sources</c>.</summary>
internal static class SourceMeter
{
    private static readonly Meter _meter = new("Prov.Sources");

    public static Counter<long> RowsRead { get; } = _meter.CreateCounter<long>("prov.import.rows.read", "{row}");

    public static Counter<long> RowsUnchanged { get; } = _meter.CreateCounter<long>("prov.import.rows.unchanged", "{row}");

    public static Counter<long> RowsBad { get; } = _meter.CreateCounter<long>("prov.import.rows.bad", "{row}");

    public static Counter<long> Events { get; } = _meter.CreateCounter<long>("prov.import.events.committed", "{event}");

    public static Counter<long> Retries { get; } = _meter.CreateCounter<long>("prov.import.events.retried", "{event}");

    public static Counter<long> RunsHeld { get; } = _meter.CreateCounter<long>("prov.import.runs.held", "{run}");

    public static Counter<long> IndexBuilds { get; } = _meter.CreateCounter<long>("prov.import.index.builds", "{build}");
}
