using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Sources;

namespace Prov.Domain.Policies.Compilation;

/// <summary>What the expressions of a configuration may read.</summary>
internal static class Environments
{
    /// <summary>
    /// <c>identity</c>, with its declared attributes, the strings <c>id</c> and <c>state</c>, and the instants <c>startsAt</c> and
    /// <c>endsAt</c> between which it is here; declared attributes of those two names go before.
    /// </summary>
    public static ExpressionVariable Identity(IEnumerable<AttributeDefinition> attributes)
    {
        var fields = new Dictionary<string, ExpressionType>(StringComparer.Ordinal);
        foreach (var attribute in attributes)
        {
            fields.TryAdd(attribute.Name, AttributeFit.TypeOf(attribute.Type, attribute.MultiValued));
        }

        fields["id"] = ExpressionType.String;
        fields["state"] = ExpressionType.String;
        fields.TryAdd("startsAt", ExpressionType.Timestamp);
        fields.TryAdd("endsAt", ExpressionType.Timestamp);
        return new("identity", ExpressionType.Object("identity", fields));
    }

    /// <summary>Of the conditions of policies and roles: <c>identity</c> and <c>now</c>.</summary>
    public static ExpressionEnvironment Condition(ExpressionVariable identity) => new(identity, ExpressionVariable.Now);

    /// <summary><c>account</c>, with its <c>name</c>.</summary>
    public static ExpressionVariable Account { get; } = new(
        "account", ExpressionType.Object("account", new Dictionary<string, ExpressionType> { ["name"] = ExpressionType.String }));

    /// <summary><c>account</c> as it is at its target.</summary>
    public static ExpressionEnvironment ObservedAccount { get; } = new(new ExpressionVariable("account", ExpressionType.Object(
        "account",
        new Dictionary<string, ExpressionType>
        {
            ["name"] = ExpressionType.String,
            ["enabled"] = ExpressionType.Bool,
            ["entitlements"] = ExpressionType.List(ExpressionType.String),
            ["attributes"] = ExpressionType.Map(ExpressionType.String, ExpressionType.Dyn),
        })));

    /// <summary>Of the suffix of a name: <c>identity</c> and <c>iteration</c>.</summary>
    public static ExpressionEnvironment NameSuffix(ExpressionVariable identity) =>
        new(identity, new ExpressionVariable("iteration", ExpressionType.Int));

    /// <summary><c>record</c>, with the attributes that the source declares.</summary>
    public static ExpressionEnvironment Record(AuthoritativeSource source)
    {
        var fields = new Dictionary<string, ExpressionType>(StringComparer.Ordinal);
        foreach (var attribute in source.Attributes)
        {
            fields.TryAdd(attribute.Name, AttributeFit.TypeOf(attribute.Type, attribute.MultiValued));
        }

        return new(new ExpressionVariable("record", ExpressionType.Object("record", fields)));
    }
}
