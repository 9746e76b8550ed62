using Prov.Grains.Digests;
using Prov.Grains.Sources.Index;
using Prov.Storage.Queries;

namespace Prov.Grains.Sources.Imports;

/// <summary>
/// The digest of a row as it is kept with its record, for the difference index to be built from: 32 hexadecimal digits, and a mark when
/// the row said that the person is not here. The store cannot tell that: it knows leaves, but not the source's own condition.
/// </summary>
internal static class RowDigest
{
    private const string GoneMark = "-gone";

    public static string Text(Digest content, bool here) => here ? content.ToString() : content + GoneMark;

    /// <summary>Whether a record says that the person is or will be here.</summary>
    public static bool IsHere(SourceRecordRow record) =>
        record.Here && record.ContentDigest?.EndsWith(GoneMark, StringComparison.Ordinal) != true;
}
