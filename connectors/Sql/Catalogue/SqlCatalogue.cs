using System.Collections.Immutable;

namespace Prov.Connectors.Sql.Catalogue;

/// <summary>What the settings name, as found in the database.</summary>
internal sealed record SqlCatalogue
{
    public required SqlTable Accounts { get; init; }

    public SqlTable? Memberships { get; init; }

    public SqlTable? Entitlements { get; init; }

    /// <summary>Columns of the attributes that Prov manages, in order of their names.</summary>
    public required ImmutableArray<SqlColumn> Managed { get; init; }
}
