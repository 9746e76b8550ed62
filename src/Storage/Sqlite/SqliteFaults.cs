using Microsoft.Data.Sqlite;
using Prov.Storage.Commits;

namespace Prov.Storage.Sqlite;

/// <summary>Turns SQLite's result codes into the store's reasons (SQLite manual, "Result and Error Codes").</summary>
internal sealed class SqliteFaults : ICommitFaults
{
    private const int ReadOnly = 8;
    private const int Full = 13;
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int Mismatch = 20;

    /// <summary>There is one writer, which holds the lock from its first look on.</summary>
    public bool IsRace(Exception fault) => false;

    public StoreException Explain(Exception fault) => (fault as SqliteException)?.SqliteErrorCode switch
    {
        Full => new(StoreReasons.Full, "The database's disk is full: make room, then repeat. Nothing was written.", fault),
        ReadOnly => new(StoreReasons.ReadOnly, "The database cannot be written: check the file's permissions. Nothing was written.", fault),
        TooBig or Constraint or Mismatch =>
            new(StoreReasons.DataRefused, "The database refuses a value of this commit. Nothing was written.", fault),
        _ => new(StoreReasons.Unavailable, "The database cannot be used: check its file and disk. The outcome is unknown.", fault),
    };
}
