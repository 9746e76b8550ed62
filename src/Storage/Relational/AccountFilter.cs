using System.Collections.Immutable;
using System.Text.Json;
using Prov.Domain.Expressions;
using Prov.Storage.Queries;

namespace Prov.Storage.Relational;

/// <summary>Conditions on accounts and their identities. The database searches by the account's own columns; the rest is evaluated.</summary>
internal static class AccountFilter
{
    private const string Identity = "identity.";

    /// <summary>Adds what can be pushed; answers with the expression when it must still be evaluated on what is found.</summary>
    public static Expression? Push(Expression? expression, Conditions where, Dialect dialect) =>
        new SqlFilter(where, dialect, Column, path => Column(path) is null ? null : "1 = 1").Push(expression);

    public static bool ReadsIdentity(Expression expression) =>
        expression.Inputs.Any(i => i.StartsWith(Identity, StringComparison.Ordinal) || i + "." == Identity);

    /// <summary>Whether the expression is true of an account; an error is not true.</summary>
    /// <param name="identity">The account's identity as filters see it.</param>
    public static bool Holds(Expression expression, AccountRow row, Value identity) => expression.Evaluate(identity, ValueOf(row)).IsTrue;

    private static Value ValueOf(AccountRow row) => Value.From(new Dictionary<string, Value>
    {
        ["id"] = Value.From(row.Desired.AccountId),
        ["identity"] = Value.From(row.Desired.IdentityId),
        ["target"] = Value.From(row.Desired.Target),
        ["name"] = Value.From(row.Desired.Name),
        ["desiredState"] = Value.From(Camel(row.Desired.State.ToString())),
        ["status"] = Value.From(Camel(row.Account.Status.ToString())),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal));

    private static string? Column(string path) => path switch
    {
        "account.id" => "id",
        "account.identity" => "identity_id",
        "account.target" => "target",
        "account.name" => "name",
        "account.desiredState" => CamelColumn("desired_state"),
        "account.status" => CamelColumn("status"),
        _ => null,
    };

    // The columns hold the names of the code, as NameTaken; filters write nameTaken.
    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private static string CamelColumn(string column) => $"(lower(substr({column}, 1, 1)) || substr({column}, 2))";
}
