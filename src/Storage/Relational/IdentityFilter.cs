using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Filters;
using Prov.Domain.Expressions.Syntax;
using Prov.Domain.Identities;

namespace Prov.Storage.Relational;

/// <summary>Turns what a database can search by into SQL. Every value and every attribute name travels as a parameter.</summary>
internal sealed class IdentityFilter
{
    private const string Variable = "identity.";

    private readonly Conditions _where;
    private readonly Dialect _dialect;

    private IdentityFilter(Conditions where, Dialect dialect) => (_where, _dialect) = (where, dialect);

    /// <summary>Adds what can be pushed; answers with the expression when it must still be evaluated on what is found.</summary>
    public static Expression? Push(Expression? expression, Conditions where, Dialect dialect)
    {
        if (expression is null || FilterAnalysis.ToFilter(expression) is not { } filter)
        {
            return expression;
        }

        var (text, exact) = new IdentityFilter(where, dialect).Of(filter.Term);
        if (text is not null)
        {
            where.Add(text);
        }

        return text is not null && exact && filter.IsExact ? null : expression;
    }

    /// <summary>Whether the expression is true of an identity; an error is not true.</summary>
    /// <param name="searchable">Without the secret attributes: nobody can feel for them with filters.</param>
    public static bool Holds(Expression expression, Identity identity, ImmutableSortedDictionary<string, Value> searchable)
    {
        var attributes = searchable
            .SetItem("id", Value.From(identity.Id))
            .SetItem("state", Value.From(identity.State.ToString().ToLowerInvariant()));
        var result = expression.Evaluate(Value.From(attributes));
        return !result.IsError && result.Value is { Kind: ValueKind.Boolean } value && value.AsBoolean();
    }

    /// <summary>The term as SQL, null when it cannot be said; exact is false when the SQL finds more than the term.</summary>
    private (string? Text, bool Exact) Of(FilterTerm term) => term switch
    {
        AndTerm all => All(all),
        OrTerm any => Any(any),
        NotTerm { Term: var inner } => Of(inner) is ({ } text, true) ? ($"not coalesce({text}, false)", true) : (null, false),
        CompareTerm { Value.Kind: ValueKind.String } c => (Compare(c), true),
        InTerm i when i.Values.All(v => v.Kind == ValueKind.String) => (In(i), true),
        StartsWithTerm s => (StartsWith(s), true),
        ExistsTerm e => (Exists(e), true),
        _ => (null, false),
    };

    private (string? Text, bool Exact) All(AndTerm term)
    {
        var parts = term.Terms.Select(Of).ToList();
        var texts = parts.Where(p => p.Text is not null).Select(p => p.Text).ToList();
        return texts.Count == 0 ? (null, false) : ($"({string.Join(" and ", texts)})", texts.Count == parts.Count && parts.TrueForAll(p => p.Exact));
    }

    private (string? Text, bool Exact) Any(OrTerm term)
    {
        var parts = term.Terms.Select(Of).ToList();
        return parts.Count == 0 || parts.Exists(p => p.Text is null)
            ? (null, false)
            : ($"({string.Join(" or ", parts.Select(p => p.Text))})", parts.TrueForAll(p => p.Exact));
    }

    private string Compare(CompareTerm term)
    {
        var sign = term.Operator switch
        {
            BinaryOperator.Equal => "=",
            BinaryOperator.Less => "<",
            BinaryOperator.LessOrEqual => "<=",
            BinaryOperator.Greater => ">",
            _ => ">=",
        };
        return $"{Text(term.Path)} {_dialect.ByCodePoint} {sign} {_where.Parameter(term.Value.AsString())}";
    }

    private string In(InTerm term) => term.Values.IsEmpty
        ? "1 = 0"
        : $"{Text(term.Path)} in ({string.Join(", ", term.Values.Select(v => _where.Parameter(v.AsString())))})";

    private string StartsWith(StartsWithTerm term)
    {
        var prefix = _where.Parameter(term.Text);
        return $"substr({Text(term.Path)}, 1, length({prefix})) = {prefix}";
    }

    private string Exists(ExistsTerm term) => Name(term.Path) is "id" or "state" ? "1 = 1" : _dialect.AttributeExists(_where.Parameter(Name(term.Path)));

    private string Text(string path) => Name(path) switch
    {
        "id" => "id",
        "state" => "lower(state)",
        var name => _dialect.AttributeText(_where.Parameter(name)),
    };

    private static string Name(string path) => path.StartsWith(Variable, StringComparison.Ordinal) ? path[Variable.Length..] : path;
}
