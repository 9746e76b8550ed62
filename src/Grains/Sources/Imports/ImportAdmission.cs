using Prov.Domain.Sources;
using Prov.Grains.Contracts;

namespace Prov.Grains.Sources.Imports;

/// <summary>Which imports may begin: of a source that has feeds, one at a time, each request once.</summary>
internal sealed class ImportAdmission(ImportServices services)
{
    /// <summary>Whether the request began a run before.</summary>
    /// <exception cref="ImportRefusedException">Its id is another import's.</exception>
    public async Task<bool> IsBegunAsync(ImportStart start, string runId, CancellationToken cancellationToken)
    {
        var begun = await Run(start.Tenant, runId).GetAsync(cancellationToken);
        return begun is null || (begun.Source == start.Source && begun.FileName == start.FileName)
            ? begun is not null
            : throw new ImportRefusedException(ImportReasons.RequestIdReused, "The request id belongs to another import. Choose a new one for each file.");
    }

    /// <exception cref="ImportRefusedException">There is no such source, or it declares no feed.</exception>
    public async Task<CompiledSource> FindSourceAsync(ImportStart start, CancellationToken cancellationToken)
    {
        var snapshot = await services.Policies.FindAsync(start.Tenant, cancellationToken);
        if (snapshot is null || !snapshot.Sources.TryGetValue(start.Source, out var source))
        {
            throw new ImportRefusedException(ImportReasons.SourceUnknown, "No authoritative source of this name is configured.");
        }

        return source.Declaration.Feed is not null
            ? source
            : throw new ImportRefusedException(ImportReasons.FeedNotDeclared, "The source declares no feed. Add one to its configuration.");
    }

    /// <summary>Makes the run the source's last one; returns the one before.</summary>
    /// <exception cref="ImportRefusedException">Another import of the source is under way.</exception>
    public async Task<string> TakeTurnAsync(ImportStart start, string runId, CancellationToken cancellationToken)
    {
        var turns = services.Grains.GetGrain<IImportSourceGrain>(GrainKeys.ImportSource(start.Tenant, start.Source));
        var last = await turns.GetLastAsync(cancellationToken);
        if (last.Length > 0)
        {
            await EndHeldAsync(start, last, runId, cancellationToken);
        }

        await Run(start.Tenant, runId).BeginAsync(start, cancellationToken);
        if (!await turns.EnterAsync(last, runId, cancellationToken))
        {
            await Run(start.Tenant, runId).CancelAsync(start.Actor, cancellationToken);
            throw Busy();
        }

        return last;
    }

    // What a run holds was decided by its feed; a newer feed knows better.
    private async Task EndHeldAsync(ImportStart start, string last, string runId, CancellationToken cancellationToken)
    {
        var state = (await Run(start.Tenant, last).GetAsync(cancellationToken))?.State;
        if (state == ImportState.Held)
        {
            state = (await Run(start.Tenant, last).CancelAsync($"{ImportReasons.Superseded}:{runId}", cancellationToken))?.State;
        }

        if (state == ImportState.Running)
        {
            throw Busy();
        }
    }

    public static ImportRefusedException Busy() =>
        new(ImportReasons.ImportUnderWay, "Another import of the source is under way. Wait for it, or cancel it.");

    private IImportRunGrain Run(string tenant, string runId) => services.Grains.GetGrain<IImportRunGrain>(GrainKeys.Import(tenant, runId));
}
