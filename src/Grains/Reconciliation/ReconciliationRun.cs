using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Reconciliation;
using Prov.Grains.Contracts;
using Prov.Grains.Reconciliation.Index;
using Prov.Grains.Sources.Index;
using Prov.Storage.Queries;

namespace Prov.Grains.Reconciliation;

/// <summary>
/// The work of one run: reads the target, or what changed of it, compares it with the index, has repaired at once what takes nothing away,
/// and keeps the rest until the guard has judged it as a whole.
/// </summary>
internal sealed class ReconciliationRun : IDisposable
{
    private const int Batch = 1024;
    private const int LookUp = 500;

    private readonly ReconciliationServices _services;
    private readonly ReconciliationSubject _subject;
    private readonly GuardedFile _guarded;
    private readonly SituationLog _log;
    private AccountJudge? _judge;
    private AccountIndex _index = null!;
    private string _explanation = "";

    public ReconciliationRun(ReconciliationServices services, ReconciliationSubject subject)
    {
        (_services, _subject) = (services, subject);
        _guarded = new(Path.Combine(services.Options.Imports.DataFolder, "reconciliation", Guid.NewGuid().ToString("N")));
        _log = new(services.Store, subject.Tenant, Target, subject.Start.RunId, services.Time);
    }

    /// <summary>True once the guard has held something.</summary>
    public bool IsHeld { get; private set; }

    public ReconciliationCounts Counts { get; } = new();

    private string Target => _subject.Target.Definition.Name;

    private ReconciliationRule Rule => _subject.Target.Compiled.Reconciliation.Rule;

    /// <summary>How far it is; safe to ask at any time.</summary>
    public ReconciliationProgress Onto(ReconciliationProgress progress) => Counts.Onto(progress) with
    {
        Held = IsHeld ? _guarded.Count : 0,
        PlanHash = IsHeld ? _guarded.Hash : "",
        Explanation = _explanation,
    };

    /// <summary>Runs to the end, or until the guard holds what is left.</summary>
    /// <param name="released">The hash that a person has released; empty for none.</param>
    /// <param name="cancellationToken">Stops the run; what has been done stays.</param>
    public async Task<ReconciliationState> RunAsync(string released, CancellationToken cancellationToken)
    {
        _index = await _services.Indexes.OpenAsync(_subject.Tenant, Target, cancellationToken);
        _judge = new(_services, _subject, Counts, _index, _log, _guarded);
        var token = _subject.Start.Kind == ReconciliationKind.Delta && _subject.Target.Connector.Capability<IAccountChangeReader>() is not null
            ? await _services.Store.LoadChangeTokenAsync(_subject.Tenant, Target, cancellationToken)
            : null;
        var (ended, next) = token is null ? await ReadAllAsync(cancellationToken) : await ReadChangesAsync(new(token), cancellationToken);
        await _judge.EndAsync(cancellationToken);
        if (!ended)
        {
            return ReconciliationState.Failed;
        }

        if (_guarded.Count > 0 && _guarded.Hash != released && Verdict() is { } held)
        {
            (_explanation, IsHeld) = (held, true);
            return ReconciliationState.Held;
        }

        await DoGuardedAsync(cancellationToken);
        if (next is not null && !_subject.Start.ReportOnly && !_judge.LeftUndone)
        {
            await _services.Store.SaveChangeTokenAsync(_subject.Tenant, Target, next.Text, _services.Time.GetUtcNow(), cancellationToken);
        }

        return ReconciliationState.Succeeded;
    }

    /// <summary>Does what the guard held.</summary>
    public async Task<ReconciliationState> ReleaseAsync(CancellationToken cancellationToken)
    {
        (IsHeld, _explanation) = (false, "");
        await DoGuardedAsync(cancellationToken);
        return ReconciliationState.Succeeded;
    }

    public void Dispose()
    {
        _judge?.Dispose();
        _guarded.Dispose();
    }

    private async Task<(bool Ended, ChangeToken? Next)> ReadAllAsync(CancellationToken cancellationToken)
    {
        Counts.ReadEverything = true;

        // Taken first: what changes while the target is read is read again by the next delta.
        var token = _subject.Target.Connector.Capability<IAccountChangeReader>() is { } changes ? (await changes.CurrentTokenAsync(cancellationToken)).Value : null;
        if (_subject.Target.Connector.Capability<IAccountSearcher>() is not { } searcher)
        {
            _explanation = ReconciliationRefusedException.NotSupported + ": The target's connector cannot list accounts.";
            return (false, null);
        }

        await _services.Indexes.RefreshAsync(_subject.Tenant, Target, cancellationToken);
        _index.BeginPass();
        await _judge!.BeginAsync(cancellationToken);
        var broken = _subject.Target.Connector.Capability<IAccountScanner>() is { } scanner
            ? await ScanAsync(scanner, cancellationToken)
            : await SearchAsync(searcher, cancellationToken);
        if (broken is { Status: ConnectorStatus.Unavailable or ConnectorStatus.Unknown or ConnectorStatus.Throttled })
        {
            _explanation = $"{broken.Reason}: {broken.Message} The target could not be read to its end: what is missing there is not known.";
            return (false, null);
        }

        if (Counts.Unreadable > 0)
        {
            _explanation = $"{Counts.Unreadable} accounts could not be read, so that none counts as missing. Look at the target.";
            return (true, null);
        }

        await _judge.TakeMissingAsync(LookUp, cancellationToken);
        return (true, token);
    }

    /// <summary>The failure with which the search ended; null when it came to its end.</summary>
    private async Task<ConnectorResult?> SearchAsync(IAccountSearcher searcher, CancellationToken cancellationToken)
    {
        var (scan, pace) = (new ScanBatch(Batch), new Pace(Rule.Share, _services.Time));
        ConnectorResult? broken = null;
        await foreach (var item in searcher.SearchAsync(cancellationToken))
        {
            broken = item.IsDone ? null : item;
            if (item.Value is not { } account)
            {
                Counts.AddUnreadable();
            }
            else if (scan.Add(account))
            {
                await _judge!.TakeAsync(scan, cancellationToken);
                await pace.RestAsync(cancellationToken);
            }
        }

        await _judge!.TakeAsync(scan, cancellationToken);
        return broken;
    }

    /// <summary>As <see cref="SearchAsync"/>, by records.</summary>
    private async Task<ConnectorResult?> ScanAsync(IAccountScanner scanner, CancellationToken cancellationToken)
    {
        var (records, pace) = (new RecordBatch(), new Pace(Rule.Share, _services.Time));
        await foreach (var item in scanner.ScanAsync(cancellationToken))
        {
            if (item.Value is not { } page)
            {
                return item with { Status = ConnectorStatus.Unavailable };
            }

            await _judge!.TakeAsync(records, page, cancellationToken);
            await pace.RestAsync(cancellationToken);
        }

        return null;
    }

    private async Task<(bool Ended, ChangeToken? Next)> ReadChangesAsync(ChangeToken token, CancellationToken cancellationToken)
    {
        var changes = _subject.Target.Connector.Capability<IAccountChangeReader>()!;
        await _judge!.BeginAsync(cancellationToken);
        _index.BeginPass();
        await foreach (var page in changes.ReadChangesAsync(token, cancellationToken))
        {
            if (page.Reason == ChangeToken.LostReason)
            {
                return await ReadAllAsync(cancellationToken);
            }

            if (page.Value is not { } read)
            {
                _explanation = $"{page.Reason}: {page.Message} The next run goes on from the same place.";
                return (false, null);
            }

            await _judge.TakeChangesAsync(read.Changes, cancellationToken);
            token = read.Next;
        }

        return (true, token);
    }

    /// <summary>Why what is guarded waits for a person; null when it may go on.</summary>
    private string? Verdict()
    {
        var (known, allowed) = (_index.OwnedCount + _index.UnownedCount, Rule.Guard.Allowed(_index.OwnedCount + _index.UnownedCount));
        if (_guarded.Count <= allowed)
        {
            return null;
        }

        var parts = _guarded.Counts.Select(c => $"{c.Value} {c.Key}");
        return $"Of {known} accounts, {_guarded.Count} would lose access or are gone ({string.Join(", ", parts)}); {allowed} may. "
            + "Look at the target, then release the run or cancel it.";
    }

    private async Task DoGuardedAsync(CancellationToken cancellationToken)
    {
        foreach (var orders in _guarded.ReadAll().Chunk(LookUp))
        {
            await _judge!.DoAsync(orders, cancellationToken);
        }

        await _judge!.EndAsync(cancellationToken);
    }
}
