using Prov.Silo.Messages;
using Prov.V1;
using State = Prov.V1.PolicyTestAccount.Types.State;

namespace Prov.Silo.PolicyTests;

/// <summary>Compares the accounts of an identity with all that are expected.</summary>
internal sealed class AccountComparison(FailureList failures)
{
    private const string DefaultIntent = "default";

    public void Run(string path, IReadOnlyList<PolicyTestAccount> expected, IReadOnlyList<SeenAccount> found)
    {
        var others = found.Where(a => a.IsThere || a.Failure.Length > 0).ToList();
        for (var i = 0; i < expected.Count; i++)
        {
            var (account, place) = (expected[i], $"{path}[{i}]");
            var match = found.FirstOrDefault(a => a.Target == account.Target && a.Intent == IntentOf(account));
            if (match is null)
            {
                failures.Differs(place, $"an account at {account.Target}", "none");
                continue;
            }

            others.Remove(match);
            Compare(place, account, match);
        }

        foreach (var other in others)
        {
            failures.Add(path, $"There is an account that is not expected: {Describe(other)}.");
        }
    }

    private void Compare(string path, PolicyTestAccount expected, SeenAccount found)
    {
        if (expected.State != found.State)
        {
            failures.Differs(path + ".state", Describe(expected.State), Describe(found.State));
        }

        if (expected.Name.Length > 0 && expected.Name != found.Name)
        {
            failures.Differs(path + ".name", expected.Name, found.Name);
        }

        foreach (var (name, value) in expected.Attributes.Where(a => !TestValues.Same(a.Value, found.Attributes.GetValueOrDefault(a.Key))))
        {
            failures.Differs($"{path}.attributes.{name}", TestValues.Describe(value), TestValues.Describe(found.Attributes.GetValueOrDefault(name)));
        }

        failures.Compare(path + ".entitlements", expected.Entitlements, found.Entitlements);
        if (expected.DeleteAt is not null && Instants.Read(expected.DeleteAt) != found.DeleteAt)
        {
            failures.Differs(path + ".deleteAt", $"{Instants.Read(expected.DeleteAt):O}", found.DeleteAt is { } at ? $"{at:O}" : "never");
        }

        if (expected.Failure != found.Failure)
        {
            failures.Differs(path + ".failure", expected.Failure.Length > 0 ? expected.Failure : "none", found.Failure.Length > 0 ? found.Failure : "none");
        }
    }

    private static string IntentOf(PolicyTestAccount account) => account.Intent.Length > 0 ? account.Intent : DefaultIntent;

    private static string Describe(State state) => state.ToString().ToLowerInvariant();

    private static string Describe(SeenAccount account) =>
        $"{account.Name} at {account.Target}, {Describe(account.State)}, with {FailureList.Describe(account.Entitlements)}"
        + (account.Failure.Length > 0 ? $" ({account.Failure})" : "");
}
