using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies.Compilation;

namespace Prov.Domain.Policies;

/// <summary>What a policy test demands of every identity: CEL over <c>identity</c>, <c>roles</c> and <c>accounts</c>.</summary>
public static class PolicyProperty
{
    private static readonly ExpressionType _account = ExpressionType.Object("account", new Dictionary<string, ExpressionType>
    {
        ["target"] = ExpressionType.String,
        ["intent"] = ExpressionType.String,
        ["name"] = ExpressionType.String,
        ["enabled"] = ExpressionType.Bool,
        ["attributes"] = ExpressionType.Map(ExpressionType.String, ExpressionType.Dyn),
        ["entitlements"] = ExpressionType.List(ExpressionType.String),
    });

    /// <summary>Compiles a property by the attributes that identities have.</summary>
    public static ExpressionCompilation Compile(string text, IdentitySchema schema) => Expression.Compile(
        text,
        new ExpressionEnvironment(
            Environments.Identity(schema.Attributes),
            new ExpressionVariable("roles", ExpressionType.List(ExpressionType.String)),
            new ExpressionVariable("accounts", ExpressionType.List(_account))),
        ExpressionType.Bool);

    /// <summary>Asks a compiled property of one identity.</summary>
    /// <param name="property">As <see cref="Compile"/> gave it.</param>
    /// <param name="identity">Its attributes, with <c>id</c> and <c>state</c>.</param>
    /// <param name="roles">Names of the roles that it is given.</param>
    /// <param name="accounts">Its accounts, as maps.</param>
    public static EvaluationResult Evaluate(
        Expression property, ImmutableSortedDictionary<string, Value> identity, Value roles, Value accounts) =>
        property.Evaluate(Value.From(identity), roles, accounts);
}
