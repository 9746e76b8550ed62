namespace Prov.Grains.Contracts;

/// <summary>
/// Which run of a source came last, so that two never work at once and a silo can tell whether its difference index knows of every run.
/// Key: see <see cref="GrainKeys.ImportSource"/>.
/// </summary>
[Alias("prov.IImportSourceGrain")]
public interface IImportSourceGrain : IGrainWithStringKey
{
    /// <summary>The id of the run that came last; empty before the first.</summary>
    [Alias("GetLast")]
    Task<string> GetLastAsync(CancellationToken cancellationToken);

    /// <summary>Makes a run the last one; false when the last one is another than expected.</summary>
    [Alias("Enter")]
    Task<bool> EnterAsync(string expectedLast, string runId, CancellationToken cancellationToken);

    /// <summary>Rows of the last imports that passed the quality gate, at most five.</summary>
    [Alias("GetAcceptedRows")]
    Task<long[]> GetAcceptedRowsAsync(CancellationToken cancellationToken);

    /// <summary>Remembers the rows of an import that passed.</summary>
    [Alias("AcceptRows")]
    Task AcceptRowsAsync(long rows, CancellationToken cancellationToken);
}
