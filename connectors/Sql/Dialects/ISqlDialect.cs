using System.Data.Common;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Outcomes;
using Prov.Connectors.Sql.Statements;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>What differs between databases: reaching them, their catalogue, how values travel, what their errors mean.</summary>
/// <remarks>Members that reach the database throw <see cref="SqlFaultException"/> or <see cref="OperationCanceledException"/>.</remarks>
internal interface ISqlDialect : IAsyncDisposable
{
    /// <summary>The table with its columns; null when there is none or it may not be seen.</summary>
    Task<SqlTable?> DescribeAsync(SqlName name, CancellationToken cancellationToken);

    /// <summary>The procedure as it is called; null when there is none or it may not be seen.</summary>
    Task<SqlName?> FindProcedureAsync(SqlName name, CancellationToken cancellationToken);

    /// <summary>The placeholder of a parameter; numbered from 1.</summary>
    string Placeholder(int number) => $"${number}";

    /// <summary>Ends an UPDATE so that it gives a row for each row that it found; empty where the driver counts them.</summary>
    string GivingRows => " RETURNING 1";

    /// <summary>Ends an INSERT so that a row that is there already is left as it is.</summary>
    string UnlessThere(SqlColumn column) => " ON CONFLICT DO NOTHING";

    /// <summary>The parameter that carries a value to a column.</summary>
    /// <exception cref="SqlFaultException">The column cannot hold such a value.</exception>
    object ToParameter(SqlColumn column, Value value);

    /// <summary>The expression that turns a parameter into the column's own type.</summary>
    string Typed(SqlColumn column, string placeholder);

    /// <summary>The parameter that carries several texts.</summary>
    object ToParameter(IEnumerable<string> texts);

    /// <summary>A subquery of one column, <c>value</c>: the texts of a parameter in the column's own type.</summary>
    string Rows(SqlColumn column, string placeholder);

    /// <summary>The expression that reads a column as <see cref="Read"/> wants it.</summary>
    string Selected(SqlColumn column, string expression);

    Value Read(DbDataReader reader, int ordinal, SqlColumn column);

    /// <summary>The instant so many seconds before now, in the type of a column of instants.</summary>
    string SecondsAgo(SqlColumn column, long seconds);

    /// <summary>An expression as text.</summary>
    string AsText(string expression);

    /// <summary>An aggregate of texts as one JSON array.</summary>
    string AsJsonArray(string expression);

    /// <summary>Runs all statements in one transaction and returns all rows that they give.</summary>
    Task<List<T>> WriteAsync<T>(IReadOnlyList<SqlStatement> statements, Func<DbDataReader, T> row, CancellationToken cancellationToken);

    /// <summary>Runs all statements in one transaction.</summary>
    /// <returns>False when the one that finds the account found none.</returns>
    async Task<bool> ChangeAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken) =>
        (await WriteAsync(statements, _ => true, cancellationToken)).Count > 0;

    /// <summary>Streams the rows of one statement.</summary>
    IAsyncEnumerable<T> ReadAsync<T>(SqlStatement statement, Func<DbDataReader, T> row, CancellationToken cancellationToken);
}
