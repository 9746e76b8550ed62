using System.Collections.Immutable;
using System.Text.Json;
using Prov.Connectors.Batching;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Samples.Badges;

/// <summary>The target: one JSON file. It takes one writer at a time, so what waits is written together, and the file is replaced whole.</summary>
public sealed class BadgeFile : IAsyncDisposable
{
    private const int MostWaiting = 1024;
    private const int BatchSize = 256;
    private readonly string _path;
    private readonly BatchQueue<Write> _writes;
    private readonly Lock _reading = new();
    private ((DateTime Written, long Length) Stamp, BadgeList List) _known = (default, BadgeList.Empty);

    public BadgeFile(string path)
    {
        _path = path;
        _writes = new(MostWaiting, BatchSize, WriteBatch);
    }

    /// <summary>As it is now, whoever wrote it last; it does not change under the reader.</summary>
    /// <exception cref="JsonException">The file is no list of badges.</exception>
    public BadgeList List
    {
        get
        {
            lock (_reading)
            {
                if (Stamp() is var stamp && stamp != _known.Stamp)
                {
                    _known = (stamp, stamp == default ? BadgeList.Empty : Read());
                }

                return _known.List;
            }
        }
    }

    /// <summary>Puts one change in line and waits until it is in the file.</summary>
    /// <param name="change">Gives the changed list and the outcome; the same list when nothing is to be changed.</param>
    /// <param name="cancellationToken">Gives up while it waits in line.</param>
    public async Task<ConnectorResult<ObservedAccount>> ChangeAsync(
        Func<BadgeList, (BadgeList List, ConnectorResult<ObservedAccount> Result)> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new Write(change);
        await _writes.AddAsync(write, cancellationToken);
        return await write.Done.Task;
    }

    public ValueTask DisposeAsync() => _writes.DisposeAsync();

    // Tells whether somebody else has written it since.
    private (DateTime Written, long Length) Stamp() => new FileInfo(_path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

    private BadgeList Read() => JsonSerializer.Deserialize<BadgeList>(File.ReadAllBytes(_path), JsonSerializerOptions.Web) ?? BadgeList.Empty;

    private void WriteBatch(IReadOnlyList<Write> writes)
    {
        var before = List;
        var list = before;
        var results = new List<ConnectorResult<ObservedAccount>>();
        foreach (var write in writes)
        {
            (list, var result) = write.Change(list);
            results.Add(result);
        }

        if (list != before)
        {
            var temporary = _path + ".new";
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(list, JsonSerializerOptions.Web));
            lock (_reading)
            {
                File.Move(temporary, _path, overwrite: true);
                _known = (Stamp(), list);
            }
        }

        for (var i = 0; i < writes.Count; i++)
        {
            writes[i].Done.SetResult(results[i]);
        }
    }

    private sealed record Write(Func<BadgeList, (BadgeList List, ConnectorResult<ObservedAccount> Result)> Change) : IBatchItem
    {
        public TaskCompletionSource<ConnectorResult<ObservedAccount>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // The file was not replaced, so nothing has happened.
        public void Fail(Exception exception) => Done.TrySetResult(ConnectorResult<ObservedAccount>.Failed(
            ConnectorStatus.Unavailable, "FILE_NOT_WRITTEN", "The file cannot be written. See to its folder and its disk."));
    }
}
