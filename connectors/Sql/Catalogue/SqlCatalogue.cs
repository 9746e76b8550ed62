using System.Collections.Immutable;

namespace Prov.Connectors.Sql.Catalogue;

/// <summary>What the settings name, as found in the database.</summary>
internal sealed record SqlCatalogue
{
    public required SqlTable Accounts { get; init; }

    public SqlTable? Memberships { get; init; }

    public SqlTable? Entitlements { get; init; }

    /// <summary>The tables of <see cref="SqlSettings.Satellites"/>, in their order.</summary>
    public ImmutableArray<SqlTable> Satellites { get; init; } = [];

    /// <summary>Null where statements create.</summary>
    public SqlName? CreateProcedure { get; init; }

    /// <summary>Null where statements update.</summary>
    public SqlName? UpdateProcedure { get; init; }

    /// <summary>Null where statements delete.</summary>
    public SqlName? DeleteProcedure { get; init; }

    /// <summary>What triggers fill; null when there is no such table.</summary>
    public SqlTable? Changes { get; init; }

    /// <summary>Columns of the attributes that Prov manages, in order of their names.</summary>
    public required ImmutableArray<SqlColumn> Managed { get; init; }
}
