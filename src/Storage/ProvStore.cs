using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Prov.Storage.PostgreSql;
using Prov.Storage.Sqlite;

namespace Prov.Storage;

/// <summary>Opens the store that the options name.</summary>
public static class ProvStore
{
    /// <summary>Opens; does not yet reach the database. Migrate before first use.</summary>
    public static IProvStore Open(StoreOptions options, TimeProvider time, ILoggerFactory? loggers = null)
    {
        var logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Prov.Storage");
        return options.Provider == StoreProvider.PostgreSql
            ? PostgreSqlStore.Open(options, time, logger)
            : SqliteStore.Open(options, time, logger);
    }
}
