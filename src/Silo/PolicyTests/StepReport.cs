using Google.Protobuf.WellKnownTypes;
using Prov.V1;

namespace Prov.Silo.PolicyTests;

/// <summary>Tells what each identity has, in the words in which tests expect it.</summary>
internal static class StepReport
{
    public static PolicyTestStepReport Of(IEnumerable<SeenIdentity> identities) =>
        new() { Identities = { identities.OrderBy(i => i.Of, StringComparer.Ordinal).Select(Of) } };

    private static PolicyTestIdentity Of(SeenIdentity seen) => new()
    {
        Of = seen.Of,
        State = seen.Identity.State,
        Attributes = { seen.Identity.Attributes },
        Notes = { seen.Notes },
        Accounts = { seen.Accounts.Where(a => a.IsThere || a.Failure.Length > 0).Select(Of) },
    };

    private static PolicyTestAccount Of(SeenAccount seen)
    {
        var account = new PolicyTestAccount
        {
            Target = seen.Target,
            Intent = seen.Intent,
            State = seen.State,
            Name = seen.Name,
            Entitlements = { seen.Entitlements.Order(StringComparer.Ordinal) },
            DeleteAt = seen.DeleteAt?.ToTimestamp(),
            Failure = seen.Failure,
        };
        foreach (var (name, value) in seen.Attributes)
        {
            account.Attributes[name] = value;
        }

        return account;
    }
}
