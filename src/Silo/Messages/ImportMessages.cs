using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Grains.Contracts;
using Prov.V1;

namespace Prov.Silo.Messages;

/// <summary>Imports in messages.</summary>
internal static class ImportMessages
{
    public static V1.ImportRun Write(string id, ImportProgress progress) => new()
    {
        Id = id,
        Metadata = new ImportMetadata
        {
            Source = progress.Source,
            FileName = progress.FileName,
            Actor = progress.Actor,
            State = Write(progress.State),
            RowsRead = progress.RowsRead,
            RowsUnchanged = progress.RowsUnchanged,
            Planned = progress.Planned,
            Applied = progress.Applied,
            RowsBad = progress.RowsBad,
            Leaves = progress.Leaves,
            LeavesHeld = progress.LeavesHeld,
            AllHeld = progress.AllHeld,
            PlanHash = progress.PlanHash,
            Explanation = progress.Explanation,
            StartedAt = progress.StartedAt.ToTimestamp(),
            UpdatedAt = progress.UpdatedAt.ToTimestamp(),
        },
    };

    /// <summary>What stands in the way for now is a failed precondition; what is wrong with the input, an invalid argument.</summary>
    public static StatusCode CodeOf(string reason) => reason switch
    {
        ImportReasons.FeedNotDeclared or ImportReasons.ImportNotHeld or ImportReasons.ImportPlanChanged or ImportReasons.ImportUnderWay => StatusCode.FailedPrecondition,
        ImportReasons.DiskFull => StatusCode.ResourceExhausted,
        _ => StatusCode.InvalidArgument,
    };

    private static ImportMetadata.Types.State Write(ImportState state) => state switch
    {
        ImportState.Running => ImportMetadata.Types.State.Running,
        ImportState.Succeeded => ImportMetadata.Types.State.Succeeded,
        ImportState.Held => ImportMetadata.Types.State.Held,
        ImportState.Failed => ImportMetadata.Types.State.Failed,
        _ => ImportMetadata.Types.State.Cancelled,
    };
}
