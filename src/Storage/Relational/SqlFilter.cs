using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Filters;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Storage.Relational;

/// <summary>Turns what a database can search by into SQL. Every value travels as a parameter.</summary>
/// <param name="where">Takes the condition and its parameters.</param>
/// <param name="dialect">Of the database.</param>
/// <param name="text">The SQL of a path's text; null for a path that the database cannot search by.</param>
/// <param name="exists">The SQL of whether a path has a value; null likewise.</param>
internal sealed class SqlFilter(Conditions where, Dialect dialect, Func<string, string?> text, Func<string, string?> exists)
{
    /// <summary>Adds what can be pushed; answers with the expression when it must still be evaluated on what is found.</summary>
    public Expression? Push(Expression? expression)
    {
        if (expression is null || FilterAnalysis.ToFilter(expression) is not { } filter)
        {
            return expression;
        }

        var (sql, exact) = Of(filter.Term);
        if (sql is not null)
        {
            where.Add(sql);
        }

        return sql is not null && exact && filter.IsExact ? null : expression;
    }

    /// <summary>The term as SQL, null when it cannot be said; exact is false when the SQL finds more than the term.</summary>
    private (string? Text, bool Exact) Of(FilterTerm term) => term switch
    {
        AndTerm all => All(all),
        OrTerm any => Any(any),
        NotTerm { Term: var inner } => Of(inner) is ({ } known, true) ? ($"not coalesce({known}, false)", true) : (null, false),
        CompareTerm { Value.Kind: ValueKind.String } c when text(c.Path) is { } column => (Compare(c, column), true),
        InTerm i when i.Values.All(v => v.Kind == ValueKind.String) && text(i.Path) is { } column => (In(i, column), true),
        StartsWithTerm s when text(s.Path) is { } column => (StartsWith(s, column), true),
        ExistsTerm e when exists(e.Path) is { } found => (found, true),
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

    private string Compare(CompareTerm term, string column)
    {
        var sign = term.Operator switch
        {
            BinaryOperator.Equal => "=",
            BinaryOperator.Less => "<",
            BinaryOperator.LessOrEqual => "<=",
            BinaryOperator.Greater => ">",
            _ => ">=",
        };
        return $"{column} {dialect.ByCodePoint} {sign} {where.Parameter(term.Value.AsString())}";
    }

    private string In(InTerm term, string column) => term.Values.IsEmpty
        ? "1 = 0"
        : $"{column} in ({string.Join(", ", term.Values.Select(v => where.Parameter(v.AsString())))})";

    private string StartsWith(StartsWithTerm term, string column)
    {
        var prefix = where.Parameter(term.Text);
        return $"substr({column}, 1, length({prefix})) = {prefix}";
    }
}
