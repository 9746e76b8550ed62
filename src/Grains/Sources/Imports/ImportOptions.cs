namespace Prov.Grains.Sources.Imports;

/// <summary>What imports may use of their silo.</summary>
public sealed class ImportOptions
{
    /// <summary>The silo's own folder for spooled feeds and difference indexes; made when missing, for its owner only. Default <c>data</c>.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>Longest feed that is taken. Default 16 GiB.</summary>
    public long MaxFeedBytes { get; set; } = 16L << 30;

    /// <summary>Memory of one source's difference index, beside 16 bytes per record for its table. Default 128 MiB, which holds 2.5 million records.</summary>
    public long IndexMemoryBytes { get; set; } = 128L << 20;

    /// <summary>Events of one run that are under way at once. Default 256.</summary>
    public int Window { get; set; } = 256;

    /// <summary>An index older than this is built anew, so that it never strays long from what events beside the feed have said. Default 1 day.</summary>
    public TimeSpan MaxIndexAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often a held run is asked after. Default 1 s.</summary>
    public TimeSpan HeldPoll { get; set; } = TimeSpan.FromSeconds(1);
}
