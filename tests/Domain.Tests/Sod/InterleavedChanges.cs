using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sod;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Sod;

/// <summary>Random changes of one identity under a rule that keeps two rights apart, and what must hold after each of them.</summary>
internal static class InterleavedChanges
{
    public static ConfigurationSet Configuration { get; } = SodCareer.Configuration with
    {
        Policies =
        [
            new() { Name = "employees", When = "true", Gives = new([], ["directory"], []) },
            new() { Name = "payers", When = "identity.department == 'Pay'", Gives = new([], [], [new("directory", "cn=pay")]) },
        ],
        SodRules =
        [
            new()
            {
                Name = "apart",
                Sides = [new("pay") { Entitlements = [new("directory", "cn=pay")] }, new("approve") { Entitlements = [new("directory", "cn=approve")] }],
            },
        ],
    };

    /// <summary>What follows on a join of sequence 1.</summary>
    public static IEnumerable<Step> Steps(Random random)
    {
#pragma warning disable CA5394 // A test's schedule, to be repeated by its seed.
        for (var i = 2; i < 14; i++)
        {
            yield return random.Next(8) switch
            {
                0 or 1 => Step.Give($"pay{i}", "cn=pay"),
                2 or 3 => Step.Give($"approve{i}", "cn=approve"),
                4 => Step.Revoke((random.Next(2) == 0 ? "pay" : "approve") + random.Next(2, i + 1)),
                5 => Step.Event(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("department", Value.From(random.Next(2) == 0 ? "Pay" : "IT"))), i)),
                6 => Step.Event(Setup.Leave(i)),
                _ => Step.Event(Setup.Join(Setup.Jane("IT"), i)),
            };
        }
#pragma warning restore CA5394
    }

    /// <summary>Holds an identity, as it was committed, against the model that saw the same changes in the same order.</summary>
    public static void Check(Identity identity, GrantModel model)
    {
        Assert.Equal(model.Direct.Keys.Order(StringComparer.Ordinal), identity.DirectGrants.Select(g => g.Id));
        var held = identity.Grants.Where(g => g.Kind == GrantKind.Entitlement).Select(g => g.Name).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(model.Held.Order(StringComparer.Ordinal), held);
        Assert.False(held.Contains("cn=pay") && held.Contains("cn=approve"), "Both sides are held.");
        var account = identity.Accounts.Single();
        Assert.False(account.Entitlements.Contains("cn=pay") && account.Entitlements.Contains("cn=approve"), "The account holds both sides.");
        Assert.Equal(model.IsHere ? AccountState.Enabled : AccountState.Disabled, account.State);
        Assert.True(model.IsHere || account.Entitlements.IsEmpty, "A leaver holds a right.");
    }
}
