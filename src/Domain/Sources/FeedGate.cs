using System.Collections.Immutable;
using System.Globalization;

namespace Prov.Domain.Sources;

/// <summary>Judges whether a feed as a whole is what its source declares: every fault at once, before any effect.</summary>
public static class FeedGate
{
    /// <summary>The faults; empty when the feed may go on.</summary>
    /// <param name="quality">What is declared.</param>
    /// <param name="feed">The feed in numbers.</param>
    /// <param name="accepted">Rows of the last imports that passed, in any order.</param>
    public static ImmutableArray<FeedFault> Judge(FeedQuality quality, FeedStatistics feed, ImmutableArray<long> accepted)
    {
        var faults = ImmutableArray.CreateBuilder<FeedFault>();
        CheckVolume(quality, feed.Rows, accepted, faults);
        CheckTrailer(quality, feed, faults);
        for (var i = 0; i < quality.Columns.Length; i++)
        {
            CheckColumn(quality.Columns[i], feed.Columns[i], feed.Rows, faults);
        }

        return faults.ToImmutable();
    }

    private static void CheckVolume(FeedQuality quality, long rows, ImmutableArray<long> accepted, ImmutableArray<FeedFault>.Builder faults)
    {
        if (rows < quality.MinRows || rows > quality.MaxRows)
        {
            faults.Add(Of(FeedFaultReasons.VolumeUnusual, "", $"The feed has {rows} rows; declared are {quality.MinRows ?? 0} to {quality.MaxRows?.ToString(CultureInfo.InvariantCulture) ?? "any number"}."));
        }

        if (quality.MaxVolumeChange is { } share && !accepted.IsEmpty)
        {
            var usual = accepted.Sort()[accepted.Length / 2];
            if (Math.Abs(rows - usual) > usual * share)
            {
                faults.Add(Of(FeedFaultReasons.VolumeUnusual, "", $"The feed has {rows} rows, usual are {usual}: that is further off than {Percent(share)}."));
            }
        }
    }

    private static void CheckTrailer(FeedQuality quality, FeedStatistics feed, ImmutableArray<FeedFault>.Builder faults)
    {
        if (quality.Trailer is null)
        {
            return;
        }

        if (feed.Trailer is null)
        {
            faults.Add(Of(FeedFaultReasons.TrailerMissing, "", "The last line is not the declared trailer: the file may be cut off."));
            return;
        }

        if (feed.Trailer.Rows != feed.Rows)
        {
            faults.Add(Of(FeedFaultReasons.TrailerMismatch, "", $"The feed has {feed.Rows} rows, its trailer says {feed.Trailer.Rows?.ToString(CultureInfo.InvariantCulture) ?? "no number"}."));
        }

        if (!feed.Trailer.IsIntact)
        {
            faults.Add(Of(FeedFaultReasons.TrailerMismatch, "", "The checksum of the trailer is not that of the file: it was altered or cut on its way."));
        }
    }

    private static void CheckColumn(ColumnQuality column, ColumnStatistics found, long rows, ImmutableArray<FeedFault>.Builder faults)
    {
        if (column.MaxEmptyShare is { } share && found.Empty > rows * share)
        {
            faults.Add(Of(FeedFaultReasons.TooManyEmpty, column.Name, $"{found.Empty} of {rows} rows have no value, {Percent(share)} may."));
        }

        if (column.Unique && found.Repeated > 0)
        {
            faults.Add(Of(FeedFaultReasons.NotUnique, column.Name, $"{found.Repeated} rows repeat a value, the first on line {found.FirstLine}."));
        }

        if (found.OutOfRange > 0)
        {
            faults.Add(Of(FeedFaultReasons.DateOutOfRange, column.Name, $"{found.OutOfRange} rows have a date outside the declared range, the first on line {found.FirstLine}."));
        }
    }

    private static FeedFault Of(string reason, string column, string message) => new(reason, 0, column, message);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");
}
