using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Showing;

/// <summary>An account for people: what it should be beside what it is.</summary>
internal static class AccountView
{
    public static void Show(Printer printer, Account account)
    {
        printer.Facts(Facts(account));
        printer.Line("");
        printer.Table(["", "SHOULD BE", "IS"], Rows(account.Desired ?? new(), account.Observed));
    }

    private static IEnumerable<(string, string)> Facts(Account account)
    {
        yield return ("Account", account.Id);
        yield return ("Identity", account.IdentityId);
        yield return ("Target", account.TargetSystem);
        yield return ("Status", $"{ValueText.Of(account.Status)}, generation {account.AppliedGeneration} of {account.Desired?.Generation}");
        if (account.FailureReason.Length > 0)
        {
            yield return ("Because", $"{account.FailureReason}: {account.FailureMessage}");
        }

        if (account.DueAt is { } due)
        {
            yield return ("Next work", ValueText.Of(due));
        }
    }

    private static IEnumerable<string[]> Rows(DesiredAccount desired, ObservedAccount? observed)
    {
        yield return ["name", desired.Name, observed?.Name ?? ""];
        yield return ["state", ValueText.Of(desired.State), observed is null ? "absent" : observed.Enabled ? "enabled" : "disabled"];
        yield return ["entitlements", string.Join(", ", desired.Entitlements), string.Join(", ", observed?.Entitlements ?? [])];
        foreach (var (name, value) in desired.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            yield return [name, ValueText.Of(value), observed is null ? "" : ValueText.Find(observed.Attributes, name)];
        }
    }
}
