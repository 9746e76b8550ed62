namespace Prov.Connectors.Sql.Catalogue;

/// <summary>A table's name, with its schema when it has one.</summary>
internal sealed record SqlName(string? Schema, string Table)
{
    /// <summary>What the database puts around identifiers.</summary>
    public char QuotationMark { get; init; } = '"';

    public string Quoted => Schema is null ? Quote(Table, QuotationMark) : $"{Quote(Schema, QuotationMark)}.{Quote(Table, QuotationMark)}";

    /// <summary>Reads <c>table</c> or <c>schema.table</c>.</summary>
    public static SqlName Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new(null, text) : new(text[..dot], text[(dot + 1)..]);
    }

    /// <summary>A delimited identifier (ISO/IEC 9075-2, 5.2): quotation marks around it, those inside doubled.</summary>
    public static string Quote(string identifier, char mark) =>
        $"{mark}{identifier.Replace($"{mark}", $"{mark}{mark}", StringComparison.Ordinal)}{mark}";

    public override string ToString() => Schema is null ? Table : $"{Schema}.{Table}";
}
