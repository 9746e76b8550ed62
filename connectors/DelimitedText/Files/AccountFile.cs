using System.Collections.Immutable;
using Prov.Connectors.Batching;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.DelimitedText.Files;

/// <summary>The file with its index in memory. Changes that wait share one replacement of the file.</summary>
internal sealed class AccountFile : IAsyncDisposable
{
    private const int Capacity = 4096;
    private const int BatchSize = 4096;
    private readonly DelimitedTextSettings _settings;
    private readonly FileText _text;
    private readonly BatchQueue<FileChange> _queue;
    private readonly TimeProvider _time;
    private readonly Lock _loading = new();
    private volatile FileSnapshot? _current;

    public AccountFile(DelimitedTextSettings settings, TimeProvider? time = null)
    {
        _settings = settings;
        _time = time ?? TimeProvider.System;
        _text = new(settings);
        _queue = new(Capacity, BatchSize, Write);
    }

    /// <summary>How often the file was replaced.</summary>
    public int Replacements { get; private set; }

    // A link stays a link: what it leads to is replaced.
    private string Path => new FileInfo(_settings.Path) is { LinkTarget: not null } link
        ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
        : _settings.Path;

    /// <summary>The rows as they are on the disk.</summary>
    /// <exception cref="FileFaultException">The file cannot be read.</exception>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Read() => FileFaults.Explained(() => Load(null).Rows);

    /// <summary>
    /// The rows as they are on the disk, one at a time and without holding them; a fault in the middle ends them with
    /// <see cref="FileFaultException"/>. The file of this moment is read to its end, whatever takes its place meanwhile.
    /// </summary>
    public IEnumerable<ImmutableArray<string>> Stream()
    {
        using var stream = File.Exists(Path) ? File.OpenRead(Path) : System.IO.Stream.Null;
        foreach (var row in _text.Stream(stream))
        {
            yield return row;
        }
    }

    /// <summary>The file as bytes; empty when it is not there.</summary>
    public Stream Open() => File.Exists(Path)
        ? new FileStream(Path, new FileStreamOptions { Share = FileShare.Read | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan })
        : System.IO.Stream.Null;

    /// <summary>Runs a change; done when the file with it is on the disk.</summary>
    public async Task<ConnectorResult> ChangeAsync(FileChange change, CancellationToken cancellationToken)
    {
        await _queue.AddAsync(change, cancellationToken);
        return await change.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes the lock and tries whether a file can be made beside the file.</summary>
    /// <exception cref="FileFaultException">Not to be written.</exception>
    public void Try() => FileFaults.Explained(() =>
    {
        using var owned = FileLock.Take(Path, _settings.Timeout);
        var probe = Temporary();
        File.WriteAllBytes(probe, []);
        File.Delete(probe);
        return true;
    });

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    private void Write(IReadOnlyList<FileChange> changes)
    {
        FileFaults.Explained(() => WriteOnce([.. changes.Where(change => !change.IsAbandoned)]));
        foreach (var change in changes)
        {
            change.Complete();
        }
    }

    private bool WriteOnce(ImmutableArray<FileChange> changes)
    {
        using var owned = FileLock.Take(Path, _settings.Timeout / 2);
        var before = Load(owned.Writer);
        var after = changes.Aggregate(before.Rows, (rows, change) => change.Apply(rows));
        if (after == before.Rows)
        {
            return false;
        }

        // Before the replacement: a mark without one only makes the next writer read again, one without a mark could be overwritten.
        owned.Sign();
        Replace(after);
        _current = new(after, FileStamp.Of(Path), owned.Writer);
        return true;
    }

    private FileSnapshot Load(string? writer)
    {
        lock (_loading)
        {
            var stamp = FileStamp.Of(Path);
            if (_current is { } known && known.Stamp == stamp && (writer is null || known.Writer == writer))
            {
                return known;
            }

            using var stream = stamp == default ? System.IO.Stream.Null : File.OpenRead(Path);
            return _current = new(_text.Read(stream), stamp, writer ?? "");
        }
    }

    private void Replace(ImmutableSortedDictionary<string, ImmutableArray<string>> rows)
    {
        var temporary = Temporary();
        File.Delete(temporary);
        try
        {
            using (var stream = new FileStream(temporary, Options()))
            {
                _text.Write(stream, rows);
                stream.Flush(flushToDisk: true);
            }

            // Before the replacement: what cannot be kept is not written.
            _settings.Archive?.Keep(temporary, System.IO.Path.GetFileName(Path), _time.GetUtcNow());
            File.Move(temporary, Path, overwrite: true);
            Replacements++;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // A new file holds personal data: only its owner reads it until an administrator says otherwise.
    private FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File.Exists(Path) ? File.GetUnixFileMode(Path) : UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private string Temporary() => $"{Path}.{Environment.ProcessId}.new";
}
