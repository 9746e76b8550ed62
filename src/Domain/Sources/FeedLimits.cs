namespace Prov.Domain.Sources;

/// <summary>Limits of a feed file, with the unit last.</summary>
public static class FeedLimits
{
    public const int ColumnsCount = 500;

    /// <summary>One field, as it stands in the file.</summary>
    public const int FieldLengthBytes = 1 << 20;

    /// <summary>One row, as it stands in the file.</summary>
    public const int RowLengthBytes = 4 << 20;
}
