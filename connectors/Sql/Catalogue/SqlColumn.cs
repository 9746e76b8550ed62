namespace Prov.Connectors.Sql.Catalogue;

/// <summary>A column as the database's catalogue declares it.</summary>
/// <param name="Name">As stored; quoted whenever it goes into a statement.</param>
/// <param name="Type">The element type's full name, as the database itself formats it.</param>
/// <param name="Kind">How its values travel.</param>
/// <param name="IsArray">A PostgreSQL array.</param>
internal sealed record SqlColumn(string Name, string Type, SqlKind Kind, bool IsArray)
{
    /// <summary>Takes more than one value.</summary>
    public bool IsMultiValued => IsArray || Kind == SqlKind.Json;

    /// <summary>What the database puts around identifiers.</summary>
    public char QuotationMark { get; init; } = '"';

    public string Quoted => SqlName.Quote(Name, QuotationMark);
}
