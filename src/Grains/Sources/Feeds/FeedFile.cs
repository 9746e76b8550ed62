using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Prov.Domain.Sources;
using Prov.Grains.Digests;

namespace Prov.Grains.Sources.Feeds;

/// <summary>A spooled feed with its header read: where its rows begin and what decides what they say.</summary>
/// <param name="Columns">The bound header.</param>
/// <param name="Offset">Where the rows begin.</param>
/// <param name="Line">The line there, counted from 1.</param>
/// <param name="Seed">
/// Digest of the header, the format, the declared attributes and the conditions of being here: when one of them changes, equal bytes no
/// longer say the same, and every row is looked at again.
/// </param>
public sealed record FeedFile(FeedColumns Columns, long Offset, long Line, long Seed)
{
    /// <summary>Reads the header; all faults of it at once, or the feed.</summary>
    public static (FeedFile? Feed, ImmutableArray<FeedFault> Faults) Open(AuthoritativeSource source, SafeFileHandle file)
    {
        var faults = ImmutableArray.CreateBuilder<FeedFault>();
        var format = source.Feed!;
        if (format.Delimiter is > '\x7f' or '"' or '\r' or '\n' or '\0')
        {
            faults.Add(new(FeedFaultReasons.DelimiterInvalid, 0, "", "The delimiter must be an ASCII character other than a quote or line end."));
            return (null, faults.ToImmutable());
        }

        var scanner = new FeedScanner(file, (byte)format.Delimiter);
        if (!scanner.MoveNext())
        {
            return (null, [Empty()]);
        }

        var header = scanner.IsTooLarge ? [] : FeedRowReader.ReadHeader(scanner.Raw, new((byte)format.Delimiter), faults);
        if (faults.Count > 0)
        {
            return (null, faults.ToImmutable());
        }

        var (columns, columnFaults) = FeedColumns.Bind(source, header);
        if (columns is null)
        {
            return (null, columnFaults);
        }

        var seed = SeedOf(source, format, scanner.Raw);
        return scanner.MoveNext() ? (new(columns, scanner.Offset, scanner.Line, seed), []) : (null, [Empty()]);
    }

    private static FeedFault Empty() => new(
        FeedFaultReasons.EmptyFeed, 0, "", "The feed has no rows. Nothing was applied: an empty feed is taken for a fault, not for everyone's leave.");

    private static long SeedOf(AuthoritativeSource source, FeedFormat format, ReadOnlySpan<byte> header)
    {
        var hash = new XxHash3();
        hash.Append(header);
        var meaning = new StringBuilder().Append('\n').Append(format.Mode).Append(format.Delimiter).Append(format.ValueSeparator).Append(format.KeyColumn)
            .Append('\n').Append(source.Active).Append('\n').Append(source.StartAttribute).Append('\n').Append(source.EndAttribute);
        foreach (var attribute in source.Attributes)
        {
            meaning.Append('\n').Append(attribute.Name).Append(attribute.Type).Append(attribute.Required).Append(attribute.MultiValued);
        }

        hash.Append(Encoding.UTF8.GetBytes(meaning.ToString()));
        return (long)hash.GetCurrentHashAsUInt64();
    }
}
