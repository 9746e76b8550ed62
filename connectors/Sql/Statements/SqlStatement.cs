using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Dialects;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Statements;

/// <summary>A statement under construction: values go in as parameters only, numbered from 1 in the dialect's own form.</summary>
internal sealed class SqlStatement(ISqlDialect dialect)
{
    private readonly List<object> _parameters = [];

    public string Text { get; set; } = "";

    /// <summary>True when it changes or finds the account itself, so that none is there when it touches no row.</summary>
    public bool FindsAccount { get; init; }

    public IReadOnlyList<object> Parameters => _parameters;

    /// <summary>The expression that stands for the value in the column's own type.</summary>
    public string Bind(SqlColumn column, Value value) => dialect.Typed(column, Add(dialect.ToParameter(column, value)));

    public string Bind(SqlColumn column, string text) => Bind(column, Value.From(text));

    /// <summary>A subquery that stands for the texts, as rows of the column's own type.</summary>
    public string BindRows(SqlColumn column, IEnumerable<string> texts) => dialect.Rows(column, Add(dialect.ToParameter(texts)));

    private string Add(object parameter)
    {
        _parameters.Add(parameter);
        return dialect.Placeholder(_parameters.Count);
    }
}
