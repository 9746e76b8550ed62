using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Policies;
using Prov.Silo.Messages;
using Prov.V1;
using Grant = Prov.V1.Grant;
using AttributeSet = Prov.Domain.Identities.AttributeSet;
using Value = Prov.Domain.Expressions.Value;

namespace Prov.Silo.PolicyTests;

/// <summary>Checks what has to hold for every identity after every step, under the configuration that is in force then.</summary>
internal sealed class PropertyList(IReadOnlyList<PolicyTestProperty> properties, FailureList failures)
{
    private readonly Expression?[] _compiled = new Expression?[properties.Count];

    /// <summary>Compiles them by the attributes that the configuration declares; false when one has a fault.</summary>
    public bool Compile(Prov.Domain.Identities.IdentitySchema schema)
    {
        var whole = true;
        for (var i = 0; i < properties.Count; i++)
        {
            var compilation = PolicyProperty.Compile(properties[i].Holds, schema);
            _compiled[i] = compilation.Expression;
            whole &= compilation.Expression is not null;
            foreach (var error in compilation.Errors)
            {
                failures.Add($"always[{i}].holds", $"{error.Reason}: {error.Message}");
            }
        }

        return whole;
    }

    public void Check(string step, IReadOnlyList<SeenIdentity> identities)
    {
        foreach (var identity in identities)
        {
            for (var i = 0; i < properties.Count; i++)
            {
                var result = PolicyProperty.Evaluate(_compiled[i]!, Attributes(identity), Roles(identity), Accounts(identity));
                if (!result.IsTrue)
                {
                    var why = result.IsError ? $" ({result.ErrorReason}: {result.ErrorMessage})" : "";
                    failures.Add(step, $"For {identity.Of} it does not hold: {properties[i].Statement}{why}");
                }
            }
        }
    }

    private static ImmutableSortedDictionary<string, Value> Attributes(SeenIdentity seen) => Values.Read(seen.Identity.Attributes)
        .Add("id", Value.From(seen.Identity.Id))
        .Add("state", Value.From(seen.Identity.State.ToString().ToLowerInvariant()));

    private static Value Roles(SeenIdentity seen) =>
        Value.ListOf(seen.Identity.Grants.Where(g => g.Kind == Grant.Types.Kind.Role).Select(g => g.Name));

    private static Value Accounts(SeenIdentity seen) => Value.From(seen.Accounts.Where(a => a.IsThere).Select(Account).ToImmutableArray());

    private static Value Account(SeenAccount account)
    {
        var attributes = new Google.Protobuf.Collections.MapField<string, AttributeValue>();
        foreach (var (name, value) in account.Attributes)
        {
            attributes[name] = value;
        }

        return Value.From(AttributeSet.Empty
            .Add("target", Value.From(account.Target))
            .Add("intent", Value.From(account.Intent))
            .Add("name", Value.From(account.Name))
            .Add("enabled", Value.From(account.State == PolicyTestAccount.Types.State.Enabled))
            .Add("attributes", Value.From(Values.Read(attributes)))
            .Add("entitlements", Value.ListOf(account.Entitlements)));
    }
}
