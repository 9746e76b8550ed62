using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.DelimitedText.Files;
using Prov.Connectors.DelimitedText.Rows;
using Prov.Connectors.DelimitedText.Scanning;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.DelimitedText;

using RowsByName = ImmutableSortedDictionary<string, ImmutableArray<string>>;

/// <summary>One file. A call is done when the file that holds it has replaced the one before.</summary>
internal class DelimitedTextConnector(DelimitedTextSettings settings)
    : IAccountReader, IAccountSearcher, IAccountScanner, IAccountWriter, IEntitlementReader, IConnector
{
    private readonly AccountFile _file = new(settings);
    private readonly AccountRow _row = new(settings);

    protected DelimitedTextSettings Settings => settings;

    protected AccountRow Row => _row;

    private static ConnectorResult NotFound { get; } = ConnectorResult.Failed(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such account.");

    private static ConnectorResult Taken { get; } = ConnectorResult.Failed(ConnectorStatus.Conflict, "NAME_TAKEN", "Another account has this name.");

    /// <summary>How often the file was replaced.</summary>
    internal int Replacements => _file.Replacements;

    public async Task<ConnectorResult> TestAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(settings.Path))
        {
            return ConnectorResult.Failed(ConnectorStatus.Refused, "PATH_IS_A_FOLDER", "path names a folder. Name a file.");
        }

        var read = await ReadAsync(rows => ConnectorResult<object>.Of(rows), cancellationToken);
        return read.IsDone ? await ReadAsync(_ => Tried(), cancellationToken) : read;
    }

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) => ReadAsync(
        rows => rows.TryGetValue(Key(locator), out var row)
            ? ConnectorResult<ObservedAccount>.Of(_row.Observe(row))
            : ConnectorResult<ObservedAccount>.From(NotFound),
        cancellationToken);

    public async IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The file system blocks: keep that off the caller's thread.
        await Task.Yield();
        using var rows = _file.Stream().GetEnumerator();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ConnectorResult<ObservedAccount>? item;
            try
            {
                item = FileFaults.Explained(rows.MoveNext) ? ConnectorResult<ObservedAccount>.Of(_row.Observe(rows.Current)) : null;
            }
            catch (FileFaultException e)
            {
                item = ConnectorResult<ObservedAccount>.From(e.Outcome);
            }

            if (item is null)
            {
                yield break;
            }

            yield return item;
            if (!item.IsDone)
            {
                yield break;
            }
        }
    }

    /// <summary>What it has; a file whose bytes are not its text cannot be scanned as it stands.</summary>
    public T? Capability<T>()
        where T : class => typeof(T) == typeof(IAccountScanner) && !IsPlain ? null : this as T;

    public async IAsyncEnumerable<ConnectorResult<AccountPage>> ScanAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The file system blocks: keep that off the caller's thread.
        await Task.Yield();
        await using var stream = _file.Open();
        var scanner = new RowScanner(settings, stream);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = Next(scanner);
            if (page is not null)
            {
                yield return page;
            }

            if (page is not { IsDone: true })
            {
                yield break;
            }
        }
    }

    /// <summary>The rights that are held, for the file has no list of others.</summary>
    public async IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var account in SearchAsync(cancellationToken))
        {
            if (!account.IsDone)
            {
                yield return ConnectorResult<ObservedEntitlement>.From(account);
            }

            foreach (var entitlement in account.Value?.Entitlements.Where(held.Add) ?? [])
            {
                yield return ConnectorResult<ObservedEntitlement>.Of(new(entitlement, entitlement));
            }
        }
    }

    public async Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken)
    {
        ObservedAccount? created = null;
        var outcome = await WriteAsync(
            rows =>
            {
                var row = _row.Create(account);
                created = _row.Observe(row);
                return rows.ContainsKey(account.Name) ? (rows, Taken) : (rows.Add(account.Name, row), ConnectorResult.Done);
            },
            cancellationToken);
        return outcome.IsDone ? ConnectorResult<ObservedAccount>.Of(created!) : ConnectorResult<ObservedAccount>.From(outcome);
    }

    public Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) =>
        WriteAsync(rows => Update(rows, Key(locator), change), cancellationToken);

    public Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken) =>
        WriteAsync(rows => (rows.Remove(Key(locator)), ConnectorResult.Done), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private bool IsPlain => settings.Encoding.CodePage == System.Text.Encoding.UTF8.CodePage && settings.FormulaCells != FormulaCells.Escape;

    private static ConnectorResult<AccountPage>? Next(RowScanner scanner)
    {
        try
        {
            return FileFaults.Explained(scanner.Next) is { } page ? ConnectorResult<AccountPage>.Of(page) : null;
        }
        catch (FileFaultException fault)
        {
            return ConnectorResult<AccountPage>.From(fault.Outcome);
        }
    }

    // The file has no id of its own: the name that was seen last is it.
    private static string Key(AccountLocator locator) => locator.NativeId ?? locator.Name;

    private (RowsByName Rows, ConnectorResult Outcome) Update(RowsByName rows, string key, AccountChange change)
    {
        if (!rows.TryGetValue(key, out var row))
        {
            return (rows, NotFound);
        }

        var changed = _row.Change(row, change);
        var name = _row.Name(changed);
        if (!settings.NameComparer.Equals(name, key) && rows.ContainsKey(name))
        {
            return (rows, Taken);
        }

        return (changed.SequenceEqual(row) ? rows : rows.Remove(key).Add(name, changed), ConnectorResult.Done);
    }

    private ConnectorResult<object> Tried()
    {
        _file.Try();
        return ConnectorResult<object>.Of(this);
    }

    /// <summary>Answers from the rows as they are on the disk.</summary>
    protected async Task<ConnectorResult<T>> ReadAsync<T>(Func<RowsByName, ConnectorResult<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await Task.Run(() => read(_file.Read()), cancellationToken);
        }
        catch (FileFaultException e)
        {
            return ConnectorResult<T>.From(e.Outcome);
        }
    }

    private async Task<ConnectorResult> WriteAsync(Func<RowsByName, (RowsByName, ConnectorResult)> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(settings.Timeout);
        try
        {
            return await _file.ChangeAsync(new(write, limited.Token), limited.Token);
        }
        catch (FileFaultException e)
        {
            return e.Outcome;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ConnectorResult.Failed(ConnectorStatus.Unknown, "TIMEOUT", $"The file was not replaced within {settings.Timeout.TotalSeconds:0.#} s.");
        }
    }
}
