using System.Collections.Immutable;
using Prov.Connectors.Batching;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.DelimitedText.Files;

/// <summary>One change that waits for the next replacement of the file.</summary>
/// <param name="apply">Gives the rows after the change with its outcome; the same rows when it changes nothing.</param>
internal sealed class FileChange(
    Func<ImmutableSortedDictionary<string, ImmutableArray<string>>, (ImmutableSortedDictionary<string, ImmutableArray<string>> Rows, ConnectorResult Outcome)> apply,
    CancellationToken cancellationToken) : IBatchItem
{
    private readonly TaskCompletionSource<ConnectorResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectorResult? _outcome;

    public Task<ConnectorResult> Task => _done.Task;

    /// <summary>The caller has gone before the change was begun.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    public ImmutableSortedDictionary<string, ImmutableArray<string>> Apply(ImmutableSortedDictionary<string, ImmutableArray<string>> rows)
    {
        try
        {
            (rows, _outcome) = apply(rows);
        }
        catch (FileFaultException e)
        {
            _outcome = e.Outcome;
        }

        return rows;
    }

    /// <summary>Answers; called when the file is on the disk.</summary>
    public void Complete()
    {
        if (_outcome is not null)
        {
            _done.TrySetResult(_outcome);
        }
    }

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
