using Prov.Client.Configuration;
using Prov.Client.Output;
using Prov.Client.PolicyTests;
using Prov.V1;

namespace Prov.Client.Commands.Testing;

/// <summary>Compares what the people of the tests have under two configurations, step by step.</summary>
internal static class PolicyImpact
{
    public static async Task<IReadOnlyList<ImpactLine>> FindAsync(
        PolicyTestRunner runner, PolicyTestFiles files, IReadOnlyList<PlacedDocument> other)
    {
        PolicyTest[] fixtures = [.. files.Tests.Select(t => WithoutExpectations(t.Test))];
        var before = await runner.AskAsync(files.Configuration, fixtures, reportSteps: true);
        var after = await runner.AskAsync(other, fixtures, reportSteps: true);
        return [.. before.Zip(after).SelectMany(pair => Compare(pair.First, pair.Second))];
    }

    /// <summary>The same people and events; what is expected of them is asked elsewhere.</summary>
    private static PolicyTest WithoutExpectations(PolicyTest test)
    {
        var fixture = test.Clone();
        fixture.Always.Clear();
        foreach (var step in fixture.Steps.Where(s => s.Expect is not null))
        {
            step.Expect.Identities.Clear();
            step.Expect.Receipt = EventReceipt.Types.Outcome.Unspecified;
        }

        return fixture;
    }

    private static IEnumerable<ImpactLine> Compare(RunPolicyTestsResponse before, RunPolicyTestsResponse after)
    {
        for (var step = 0; step < Math.Max(before.Steps.Count, after.Steps.Count); step++)
        {
            var (old, changed) = (HoldingsOf(before, step), HoldingsOf(after, step));
            foreach (var identity in old.Keys.Union(changed.Keys).Order(StringComparer.Ordinal))
            {
                var (had, has) = (old.GetValueOrDefault(identity, []), changed.GetValueOrDefault(identity, []));
                if (!had.SetEquals(has))
                {
                    yield return new(after.Name, step, identity, Except(has, had), Except(had, has));
                }
            }
        }

        foreach (var failure in after.Failures)
        {
            yield return new(after.Name, after.Steps.Count, "", [], [$"{failure.Path}: {failure.Message}"]);
        }
    }

    private static string[] Except(HashSet<string> some, HashSet<string> others) => [.. some.Except(others).Order(StringComparer.Ordinal)];

    private static Dictionary<string, HashSet<string>> HoldingsOf(RunPolicyTestsResponse answer, int step) => step < answer.Steps.Count
        ? answer.Steps[step].Identities.ToDictionary(i => i.Of, i => Holdings(i).ToHashSet(StringComparer.Ordinal))
        : [];

    private static IEnumerable<string> Holdings(PolicyTestIdentity identity)
    {
        yield return $"state {ValueText.Of(identity.State)}";
        foreach (var account in identity.Accounts)
        {
            yield return $"{account.Target}: {account.Name} {ValueText.Of(account.State)}";
            foreach (var entitlement in account.Entitlements)
            {
                yield return $"{account.Target}: {entitlement}";
            }

            foreach (var (name, value) in account.Attributes)
            {
                yield return $"{account.Target}: {name} = {ValueText.Of(value)}";
            }
        }
    }
}
