using System.Text.Json;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Dialects;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Statements;

/// <summary>Builds the calls of procedures. What is to be written travels as one JSON text, so that a procedure can grow with its mappings.</summary>
internal sealed class ProcedureStatements(ISqlDialect dialect, SqlSettings settings, SqlCatalogue catalogue)
{
    private static readonly SqlColumn _json = new("", "text", SqlKind.Text, IsArray: false);

    private SqlColumn Key => catalogue.Accounts[settings.KeyColumn];

    public SqlStatement Create(SqlName procedure, NewAccount account) => Call(procedure, statement => statement.Bind(_json, JsonSerializer.Serialize(new
    {
        name = account.Name,
        enabled = account.Enabled,
        set = account.Attributes.Where(a => !a.Value.IsNull).ToDictionary(a => a.Key, a => JsonValue.ToPlain(a.Value)),
        add = account.Entitlements,
        secret = account.InitialSecret?.Reveal(),
    })));

    /// <summary>What does not change is null, an attribute that is removed is null within <c>set</c>.</summary>
    public SqlStatement Update(SqlName procedure, string key, AccountChange change) => Call(procedure, statement =>
        $"{statement.Bind(Key, key)}, {statement.Bind(_json, JsonSerializer.Serialize(new
        {
            name = change.Name,
            enabled = change.Enabled,
            set = change.Set.ToDictionary(a => a.Key, a => JsonValue.ToPlain(a.Value)),
            add = change.Add,
            remove = change.Remove,
        }))}");

    public SqlStatement Delete(SqlName procedure, string key) => Call(procedure, statement => statement.Bind(Key, key));

    private SqlStatement Call(SqlName procedure, Func<SqlStatement, string> arguments)
    {
        var statement = new SqlStatement(dialect);
        statement.Text = $"CALL {procedure.Quoted}({arguments(statement)})";
        return statement;
    }
}
