using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Storage.Relational;

/// <summary>Conditions on identities, as far as the database can search by them. Every attribute name travels as a parameter.</summary>
internal sealed class IdentityFilter
{
    private const string Variable = "identity.";

    private readonly Conditions _where;
    private readonly Dialect _dialect;

    private IdentityFilter(Conditions where, Dialect dialect) => (_where, _dialect) = (where, dialect);

    /// <summary>Adds what can be pushed; answers with the expression when it must still be evaluated on what is found.</summary>
    public static Expression? Push(Expression? expression, Conditions where, Dialect dialect)
    {
        var columns = new IdentityFilter(where, dialect);
        return new SqlFilter(where, dialect, columns.Text, columns.Exists).Push(expression);
    }

    /// <summary>Whether the expression is true of an identity; an error is not true.</summary>
    /// <param name="searchable">Without the secret attributes: nobody can feel for them with filters.</param>
    public static bool Holds(Expression expression, Identity identity, ImmutableSortedDictionary<string, Value> searchable) =>
        expression.Evaluate(ValueOf(identity, searchable)).IsTrue;

    /// <summary>The identity as filters see it.</summary>
    public static Value ValueOf(Identity identity, ImmutableSortedDictionary<string, Value> searchable) => Value.From(searchable
        .SetItem("id", Value.From(identity.Id))
        .SetItem("state", Value.From(identity.State.ToString().ToLowerInvariant())));

    private string Exists(string path) => Name(path) is "id" or "state" ? "1 = 1" : _dialect.AttributeExists(_where.Parameter(Name(path)));

    private string Text(string path) => Name(path) switch
    {
        "id" => "id",
        "state" => "lower(state)",
        var name => _dialect.AttributeText(_where.Parameter(name)),
    };

    private static string Name(string path) => path.StartsWith(Variable, StringComparison.Ordinal) ? path[Variable.Length..] : path;
}
