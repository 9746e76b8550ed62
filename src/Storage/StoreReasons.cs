namespace Prov.Storage;

/// <summary>Stable reasons of a <see cref="StoreException"/>.</summary>
public static class StoreReasons
{
    /// <summary>The disk or the database's own size limit is reached.</summary>
    public const string Full = "STORE_FULL";

    /// <summary>The database may be read but not written.</summary>
    public const string ReadOnly = "STORE_READ_ONLY";

    /// <summary>The database does not answer, or the connection was lost.</summary>
    public const string Unavailable = "STORE_UNAVAILABLE";

    /// <summary>The database refuses us: user, password, rights, or the file's permissions. Only at start.</summary>
    public const string AccessDenied = "STORE_ACCESS_DENIED";

    /// <summary>The database cannot take the schema: damaged, or not one of ours. Only at start.</summary>
    public const string SchemaRefused = "STORE_SCHEMA_REFUSED";

    /// <summary>The database refuses a value.</summary>
    public const string DataRefused = "STORE_DATA_REFUSED";
}
