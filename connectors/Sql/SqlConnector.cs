using System.Data.Common;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Dialects;
using Prov.Connectors.Sql.Outcomes;
using Prov.Connectors.Sql.Statements;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Sql;

/// <summary>One database. Every call is one transaction and, after the first, one round trip.</summary>
internal class SqlConnector(SqlSettings settings, ISqlDialect dialect)
    : IAccountReader, IAccountSearcher, IAccountWriter, IEntitlementReader, IConnector
{
    private volatile SqlCatalogue? _catalogue;

    protected SqlSettings Settings => settings;

    protected ISqlDialect Dialect => dialect;

    public async Task<ConnectorResult> TestAsync(CancellationToken cancellationToken)
    {
        _catalogue = null;
        return await RunAsync(false, (_, _) => Task.FromResult(ConnectorResult<object>.Of(this)), cancellationToken);
    }

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) =>
        RunAsync(false, (catalogue, token) => FindAsync(catalogue, locator, token), cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken) =>
        RunAsync(true, (catalogue, token) => CreateAsync(catalogue, account, token), cancellationToken);

    public async Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) =>
        await RunAsync(true, (catalogue, token) => UpdateAsync(catalogue, locator, change, token), cancellationToken);

    public async Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken) =>
        await RunAsync(true, (catalogue, token) => DeleteAsync(catalogue, locator, token), cancellationToken);

    public async IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await RunAsync(false, (catalogue, _) => Task.FromResult(ConnectorResult<SqlCatalogue>.Of(catalogue)), cancellationToken);
        if (found.Value is not { } catalogue)
        {
            yield return ConnectorResult<ObservedAccount>.From(found);
            yield break;
        }

        var rows = dialect.ReadAsync(
            new AccountStatements(dialect, settings, catalogue).SelectAll(), row => ReadRow(row, catalogue), cancellationToken);
        await foreach (var item in SqlStream.GuardAsync(rows, cancellationToken))
        {
            yield return item;
        }
    }

    public async IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await RunAsync(false, (catalogue, _) => Task.FromResult(ConnectorResult<SqlCatalogue>.Of(catalogue)), cancellationToken);
        if (found.Value is not { } catalogue)
        {
            yield return ConnectorResult<ObservedEntitlement>.From(found);
            yield break;
        }

        if (EntitlementStatements.SelectAll(dialect, settings, catalogue) is not { } statement)
        {
            yield break;
        }

        var rows = dialect.ReadAsync(statement, row => new ObservedEntitlement(row.GetString(0), row.GetString(1)), cancellationToken);
        await foreach (var item in SqlStream.GuardAsync(rows, cancellationToken))
        {
            yield return item;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await dialect.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task<ConnectorResult<ObservedAccount>> FindAsync(SqlCatalogue catalogue, AccountLocator locator, CancellationToken cancellationToken)
    {
        var statement = new AccountStatements(dialect, settings, catalogue).Select(locator);
        await foreach (var account in dialect.ReadAsync(statement, row => ReadRow(row, catalogue), cancellationToken))
        {
            return ConnectorResult<ObservedAccount>.Of(account);
        }

        return ConnectorResult<ObservedAccount>.From(NotFound);
    }

    private ObservedAccount ReadRow(DbDataReader row, SqlCatalogue catalogue) => AccountRow.Read(row, dialect, catalogue, settings.Satellites);

    private async Task<ConnectorResult<ObservedAccount>> CreateAsync(SqlCatalogue catalogue, NewAccount account, CancellationToken cancellationToken)
    {
        IEnumerable<SqlStatement> writes = catalogue.CreateProcedure is { } procedure
            ? [new ProcedureStatements(dialect, settings, catalogue).Create(procedure, account)]
            : new WriteStatements(dialect, settings, catalogue).Create(account);
        List<SqlStatement> statements =
            [.. writes, new AccountStatements(dialect, settings, catalogue).Select(new AccountLocator(account.Name, null))];
        var rows = await dialect.WriteAsync(statements, row => ReadRow(row, catalogue), cancellationToken);
        return rows.Count == 1
            ? ConnectorResult<ObservedAccount>.Of(rows[0])
            : ConnectorResult<ObservedAccount>.Failed(
                ConnectorStatus.Refused, "ACCOUNT_NOT_VISIBLE", "The database took the account but does not show it under its name. Look for triggers or row security.");
    }

    private async Task<ConnectorResult<object>> UpdateAsync(
        SqlCatalogue catalogue, AccountLocator locator, AccountChange change, CancellationToken cancellationToken)
    {
        if (catalogue.UpdateProcedure is not { } procedure)
        {
            var statements = new WriteStatements(dialect, settings, catalogue).Update(locator, change);
            return await dialect.ChangeAsync(statements, cancellationToken) ? ConnectorResult<object>.Of(this) : ConnectorResult<object>.From(NotFound);
        }

        if ((await FindAsync(catalogue, locator, cancellationToken)).Value is not { } found)
        {
            return ConnectorResult<object>.From(NotFound);
        }

        var call = new ProcedureStatements(dialect, settings, catalogue).Update(procedure, found.NativeId, change);
        await dialect.WriteAsync([call], _ => true, cancellationToken);
        return ConnectorResult<object>.Of(this);
    }

    private async Task<ConnectorResult<object>> DeleteAsync(SqlCatalogue catalogue, AccountLocator locator, CancellationToken cancellationToken)
    {
        if (catalogue.DeleteProcedure is not { } procedure)
        {
            await dialect.WriteAsync(new WriteStatements(dialect, settings, catalogue).Delete(locator), _ => true, cancellationToken);
        }
        else if ((await FindAsync(catalogue, locator, cancellationToken)).Value is { } found)
        {
            await dialect.WriteAsync([new ProcedureStatements(dialect, settings, catalogue).Delete(procedure, found.NativeId)], _ => true, cancellationToken);
        }

        return ConnectorResult<object>.Of(this);
    }

    /// <summary>Runs a call within the target's time limit; what the database refuses becomes its result.</summary>
    protected async Task<ConnectorResult<T>> RunAsync<T>(
        bool writes, Func<SqlCatalogue, CancellationToken, Task<ConnectorResult<T>>> call, CancellationToken cancellationToken)
        where T : class
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(settings.Timeout);
        try
        {
            return await call(await CatalogueAsync(limited.Token), limited.Token);
        }
        catch (Exception e) when (e is SqlFaultException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ConnectorResult<T>.From(Explain(e, writes && _catalogue is not null));
        }
    }

    private ConnectorResult Explain(Exception exception, bool sent)
    {
        if (exception is not SqlFaultException fault)
        {
            return ConnectorResult.Failed(
                sent ? ConnectorStatus.Unknown : ConnectorStatus.Unavailable, "TIMEOUT", $"The database did not answer within {settings.Timeout.TotalSeconds:0.#} s.");
        }

        if (fault.Outcome.Reason == "SCHEMA_MISMATCH")
        {
            _catalogue = null;
        }

        return fault.Outcome;
    }

    private async Task<SqlCatalogue> CatalogueAsync(CancellationToken cancellationToken)
    {
        if (_catalogue is { } known)
        {
            return known;
        }

        var read = await SqlCatalogueReader.ReadAsync(dialect, settings, cancellationToken);
        return _catalogue = read.Value ?? throw new SqlFaultException(read);
    }

    private static ConnectorResult NotFound { get; } = ConnectorResult.Failed(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such account.");
}
