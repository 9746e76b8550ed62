namespace Prov.Storage.Commits;

/// <summary>What a database's faults mean.</summary>
internal interface ICommitFaults
{
    /// <summary>The batch lost a race and is best made again at once.</summary>
    bool IsRace(Exception fault);

    /// <summary>The fault as callers see it.</summary>
    StoreException Explain(Exception fault);
}
