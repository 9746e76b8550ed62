namespace Prov.Silo.PolicyTests;

/// <summary>Names a record by its source and key, as <c>hr/E1001</c>.</summary>
internal static class RecordName
{
    public static (string Source, string Key) Split(string record)
    {
        var slash = record.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (record, "") : (record[..slash], record[(slash + 1)..]);
    }
}
