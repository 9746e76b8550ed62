using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.DelimitedText.Files;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.DelimitedText.Changes;

using Rows = ImmutableSortedDictionary<string, ImmutableArray<string>>;

/// <summary>A file that is compared, whole, with what it was: every difference is told, whoever made it.</summary>
internal sealed class DelimitedTextChangeConnector(DelimitedTextSettings settings, SnapshotFolder snapshots)
    : DelimitedTextConnector(settings), IAccountChangeReader
{
    private const int PageSize = 500;

    private static readonly ConnectorResult _lost = ConnectorResult.Failed(
        ConnectorStatus.Refused, ChangeToken.LostReason, "What the file was then is not kept any more. Compare all accounts.");

    public bool TellsDeletions => true;

    public Task<ConnectorResult<ChangeToken>> CurrentTokenAsync(CancellationToken cancellationToken) => ReadAsync(
        rows => ConnectorResult<ChangeToken>.Of(FileChangeToken.Begin(FileFaults.Explained(() => snapshots.Keep(rows))).Write()), cancellationToken);

    public async IAsyncEnumerable<ConnectorResult<ChangePage>> ReadChangesAsync(ChangeToken token, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var place = FileChangeToken.Parse(token);
        var moments = place is { Until.Length: 0 } ? 1 : 2;
        while (moments > 0)
        {
            var read = place is null
                ? ConnectorResult<Part>.From(_lost)
                : await ReadAsync(rows => FileFaults.Explained(() => Compare(rows, place)), cancellationToken);
            if (read.Value is not { } part)
            {
                yield return ConnectorResult<ChangePage>.From(read);
                yield break;
            }

            foreach (var page in part.Pages)
            {
                yield return ConnectorResult<ChangePage>.Of(page);
            }

            // What was begun before this call is followed by what has changed since.
            place = FileChangeToken.Begin(part.Until);
            moments--;
        }
    }

    private ConnectorResult<Part> Compare(Rows rows, FileChangeToken place)
    {
        var until = place.Until.Length > 0 ? place.Until : snapshots.Keep(rows);
        if (snapshots.Find(place.Since, Settings.NameComparer) is not { } before || snapshots.Find(until, Settings.NameComparer) is not { } after)
        {
            return ConnectorResult<Part>.From(_lost);
        }

        var names = before.Where(b => after.GetValueOrDefault(b.Key) != b.Value).Select(b => b.Key)
            .Concat(after.Keys.Where(name => !before.ContainsKey(name)))
            .Where(name => place.After.Length == 0 || Settings.NameComparer.Compare(name, place.After) > 0)
            .Order(Settings.NameComparer);
        var pages = names.Chunk(PageSize).Select(chunk => new ChangePage(
            [.. chunk.Select(name => Observe(rows, name))], new FileChangeToken(place.Since, until, chunk[^1]).Write())).ToList();

        // The last page ends the comparison.
        var last = pages.Count == 0 ? new ChangePage([], FileChangeToken.Begin(until).Write()) : pages[^1] with { Next = FileChangeToken.Begin(until).Write() };
        return ConnectorResult<Part>.Of(new([.. pages.SkipLast(1), last], until));
    }

    private ObservedChange Observe(Rows rows, string name) =>
        new(new(name, name), rows.TryGetValue(name, out var row) ? Row.Observe(row) : null);

    /// <summary>The differences to one moment.</summary>
    private sealed record Part(ImmutableArray<ChangePage> Pages, string Until);
}
