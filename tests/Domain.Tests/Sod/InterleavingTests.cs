using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sod;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Sod;

/// <summary>
/// Several writers at one identity, each with what it last read, in 10,000 random orders of reading, deciding, writing and losing the
/// answer. Held against a model of its own that sees only the order in which the store took the changes.
/// </summary>
public class InterleavingTests
{
    private const int Runs = 10_000;

    private static readonly PolicySnapshot _snapshot = Setup.Compile(SodCareer.Configuration with
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
    });

    [Fact]
    public void Commit_TwoGrantsRemovalsMovesAndLeavesInAnyOrder_NoLostUpdateNoViolationNoAccessAfterLeave()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            try
            {
                Run(seed);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"Seed {seed} fails: {fault.Message}", fault);
            }
        }
    }

    private static void Run(int seed)
    {
#pragma warning disable CA5394 // A test's schedule, to be repeated by its seed.
        var random = new Random(seed);
        var store = new CasStore();
        var model = new GrantModel();
        var writers = Enumerable.Range(0, 4).Select(_ => new Writer(store, _snapshot, model)).ToArray();
        writers[0].Take(Step.Event(Setup.Join(Setup.Jane("IT"), sequence: 1)));
        while (writers[0].IsBusy)
        {
            writers[0].Advance(loseAnswer: false);
        }

        var steps = new Queue<Step>(Steps(random));
        while (steps.Count > 0 || writers.Any(w => w.IsBusy))
        {
            var writer = writers[random.Next(writers.Length)];
            if (writer.IsBusy)
            {
                writer.Advance(random.Next(6) == 0);
                Check(store.Current!, model);
            }
            else if (steps.TryDequeue(out var step))
            {
                writer.Take(step);
            }
        }

        Assert.Equal(model.Direct.Keys.Order(StringComparer.Ordinal), store.Current!.DirectGrants.Select(g => g.Id));
    }

    private static IEnumerable<Step> Steps(Random random)
    {
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
    }
#pragma warning restore CA5394

    // Seen after every commit, so at every instant.
    private static void Check(Identity identity, GrantModel model)
    {
        var held = identity.Grants.Where(g => g.Kind == GrantKind.Entitlement).Select(g => g.Name).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(model.Held.Order(StringComparer.Ordinal), held);
        Assert.False(held.Contains("cn=pay") && held.Contains("cn=approve"), "Both sides are held.");
        var account = identity.Accounts.Single();
        Assert.False(account.Entitlements.Contains("cn=pay") && account.Entitlements.Contains("cn=approve"), "The account holds both sides.");
        Assert.Equal(model.IsHere ? AccountState.Enabled : AccountState.Disabled, account.State);
        Assert.True(model.IsHere || account.Entitlements.IsEmpty, "A leaver holds a right.");
    }
}
