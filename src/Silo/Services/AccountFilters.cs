using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Filters;
using Prov.Domain.Expressions.Syntax;
using Prov.Silo.Errors;
using Prov.Storage.Queries;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Filters of account lists: CEL over <c>account</c>, as far as the store has an index for: equalities joined by <c>&amp;&amp;</c>.</summary>
internal static class AccountFilters
{
    private const string Variable = "account";

    private static readonly ExpressionEnvironment _environment = new(new ExpressionVariable(
        Variable,
        ExpressionType.Object(Variable, new Dictionary<string, ExpressionType>
        {
            ["target"] = ExpressionType.String, ["identity"] = ExpressionType.String, ["status"] = ExpressionType.String,
        })));

    /// <summary>The query with the filter in it; null when nothing can meet the filter.</summary>
    /// <exception cref="Grpc.Core.RpcException">It is no filter, or one that cannot be searched by.</exception>
    public static AccountQuery? Read(string text, AccountQuery query)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return query;
        }

        var expression = IdentityFilters.Compile(text, _environment);
        var filter = FilterAnalysis.ToFilter(expression);
        return filter is { IsExact: true } ? Add(query, filter.Term) : throw NotSupported();
    }

    private static AccountQuery? Add(AccountQuery query, FilterTerm term)
    {
        var result = query;
        foreach (var part in Parts(term))
        {
            if (result is null)
            {
                return null;
            }

            result = part is CompareTerm { Operator: BinaryOperator.Equal } equal ? Add(result, equal) : throw NotSupported();
        }

        return result;
    }

    private static IEnumerable<FilterTerm> Parts(FilterTerm term) => term is AndTerm and ? and.Terms.SelectMany(Parts) : [term];

    private static AccountQuery? Add(AccountQuery query, CompareTerm equal)
    {
        var value = equal.Value.AsString();
        return equal.Path switch
        {
            "account.target" => Narrow(query.Target, value) ? query with { Target = value } : null,
            "account.identity" => Narrow(query.IdentityId, value) ? query with { IdentityId = value } : null,
            _ => StatusOf(value) is { } status && (query.Status ?? status) == status ? query with { Status = status } : null,
        };
    }

    private static bool Narrow(string? before, string value) => before is null || before == value;

    private static AccountStatus? StatusOf(string text) =>
        Enum.GetValues<AccountStatus>().Cast<AccountStatus?>().FirstOrDefault(s => StatusNames.Of(s!.Value) == text);

    private static Grpc.Core.RpcException NotSupported() => RpcErrors.Invalid(
        ErrorReason.FilterNotSupported, "filter", "Accounts are found by account.target, account.identity and account.status, each == a text, joined by &&.");
}
