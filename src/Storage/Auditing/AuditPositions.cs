namespace Prov.Storage.Auditing;

/// <summary>
/// An entry's position is its batch's number and its place in the batch, so that entries need no column and no index for their batch.
/// </summary>
internal static class AuditPositions
{
    /// <summary>Places per batch; a batch holds at most so many entries.</summary>
    public const int PerBatch = 65_536;
}
