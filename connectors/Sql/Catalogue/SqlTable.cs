using System.Collections.Immutable;

namespace Prov.Connectors.Sql.Catalogue;

/// <summary>A table that the database's catalogue knows.</summary>
internal sealed record SqlTable(SqlName Name, ImmutableDictionary<string, SqlColumn> Columns)
{
    public SqlColumn this[string column] => Columns[column];
}
