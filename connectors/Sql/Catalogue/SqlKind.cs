namespace Prov.Connectors.Sql.Catalogue;

/// <summary>How a column's values travel, derived from its declared type.</summary>
internal enum SqlKind
{
    Text,
    Integer,
    Number,
    Boolean,
    Timestamp,
    Date,
    Bytes,
    Json,
}
