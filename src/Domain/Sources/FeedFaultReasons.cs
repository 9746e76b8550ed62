namespace Prov.Domain.Sources;

/// <summary>The stable reasons for which a feed, or a row of one, is not accepted.</summary>
public static class FeedFaultReasons
{
    // Of the whole feed: nothing of it is applied.

    /// <summary>The file has no rows: it is empty or has a header only.</summary>
    public const string EmptyFeed = "EMPTY_FEED";

    /// <summary>The file ends within a row, so that what is missing cannot be told from what has left.</summary>
    public const string TruncatedFeed = "TRUNCATED_FEED";

    public const string FeedTooLarge = "FEED_TOO_LARGE";

    /// <summary>No encoding of the declared name is known.</summary>
    public const string EncodingUnknown = "FEED_ENCODING_UNKNOWN";

    /// <summary>The bytes are not of the file's encoding (other than UTF-8, whose faults are told row by row).</summary>
    public const string EncodingInvalid = "FEED_ENCODING_INVALID";

    public const string DelimiterInvalid = "DELIMITER_INVALID";

    public const string TooManyColumns = "TOO_MANY_COLUMNS";

    /// <summary>The header lacks a column that the source declares.</summary>
    public const string ColumnMissing = "COLUMN_MISSING";

    /// <summary>The header has a column that the source does not declare.</summary>
    public const string ColumnUnknown = "COLUMN_UNKNOWN";

    public const string ColumnDuplicate = "COLUMN_DUPLICATE";

    public const string TooManyBadRows = "TOO_MANY_BAD_ROWS";

    // Of the whole feed, by its quality gate: it is held.

    public const string VolumeUnusual = "VOLUME_UNUSUAL";

    public const string TrailerMissing = "TRAILER_MISSING";

    /// <summary>The trailer's number of rows or checksum is another than the file's.</summary>
    public const string TrailerMismatch = "TRAILER_MISMATCH";

    public const string TooManyEmpty = "TOO_MANY_EMPTY";

    public const string NotUnique = "NOT_UNIQUE";

    public const string DateOutOfRange = "DATE_OUT_OF_RANGE";

    // Of one row: the others go on.

    public const string InvalidUtf8 = "INVALID_UTF8";

    public const string ColumnCountWrong = "COLUMN_COUNT_WRONG";

    /// <summary>A quote where RFC 4180 section 2 allows none.</summary>
    public const string QuotingInvalid = "QUOTING_INVALID";

    /// <summary>A character that is no text (NUL).</summary>
    public const string CharacterInvalid = "CHARACTER_INVALID";

    public const string KeyMissing = "KEY_MISSING";

    /// <summary>Several rows have this key; none of them is applied.</summary>
    public const string KeyDuplicate = "KEY_DUPLICATE";

    public const string FieldTooLarge = "FIELD_TOO_LARGE";

    public const string RowTooLarge = "ROW_TOO_LARGE";

    public const string AttributeRequired = "ATTRIBUTE_REQUIRED";

    public const string DateInvalid = "DATE_INVALID";

    public const string NumberInvalid = "NUMBER_INVALID";

    public const string BooleanInvalid = "BOOLEAN_INVALID";

    public const string BinaryInvalid = "BINARY_INVALID";

    /// <summary>The kind of an event row is none of record, join, move, leave, suspend, resume.</summary>
    public const string KindInvalid = "KIND_INVALID";
}
