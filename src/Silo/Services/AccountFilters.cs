using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Filters;
using Prov.Domain.Expressions.Syntax;
using Prov.Domain.Policies;
using Prov.Storage.Queries;

namespace Prov.Silo.Services;

/// <summary>Filters of account lists: CEL over <c>account</c> and its <c>identity</c>. Equalities that must hold become the query's own.</summary>
internal static class AccountFilters
{
    private const string Variable = "account";

    private static readonly ExpressionVariable _account = new(
        Variable,
        ExpressionType.Object(Variable, new Dictionary<string, ExpressionType>
        {
            ["id"] = ExpressionType.String, ["identity"] = ExpressionType.String, ["target"] = ExpressionType.String,
            ["name"] = ExpressionType.String, ["desiredState"] = ExpressionType.String, ["status"] = ExpressionType.String,
        }));

    /// <summary>The query with the filter in it; null when nothing can meet the filter.</summary>
    /// <exception cref="Grpc.Core.RpcException">It is no filter; every fault is told.</exception>
    public static AccountQuery? Read(string text, PolicySnapshot? snapshot, AccountQuery query)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return query;
        }

        var expression = IdentityFilters.Compile(text, new(IdentityFilters.Identity(snapshot), _account));
        var parts = FilterAnalysis.ToFilter(expression) is { } filter ? Parts(filter.Term) : [];
        AccountQuery? narrowed = query with { Filter = expression };
        foreach (var part in parts)
        {
            narrowed = narrowed is not null && part is CompareTerm { Operator: BinaryOperator.Equal, Value.Kind: ValueKind.String } equal
                ? Narrow(narrowed, equal.Path, equal.Value.AsString())
                : narrowed;
        }

        return narrowed;
    }

    private static IEnumerable<FilterTerm> Parts(FilterTerm term) => term is AndTerm and ? and.Terms.SelectMany(Parts) : [term];

    private static AccountQuery? Narrow(AccountQuery query, string path, string value) => path switch
    {
        "account.target" => (query.Target ?? value) == value ? query with { Target = value } : null,
        "account.identity" => (query.IdentityId ?? value) == value ? query with { IdentityId = value } : null,
        "account.status" => StatusOf(value) is { } status && (query.Status ?? status) == status ? query with { Status = status } : null,
        _ => query,
    };

    private static AccountStatus? StatusOf(string text) =>
        Enum.GetValues<AccountStatus>().Cast<AccountStatus?>().FirstOrDefault(s => StatusNames.Of(s!.Value) == text);
}
