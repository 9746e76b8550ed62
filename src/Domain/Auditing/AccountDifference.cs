using System.Globalization;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Auditing;

/// <summary>Describes the difference between two generations of an account without any attribute value.</summary>
internal static class AccountDifference
{
    public static Dictionary<string, string> Describe(DesiredAccount? old, DesiredAccount next)
    {
        var details = new Dictionary<string, string>
        {
            ["target"] = next.Target,
            ["name"] = next.Name,
            ["state"] = next.State.ToString().ToLowerInvariant(),
            ["generation"] = next.Generation.ToString(CultureInfo.InvariantCulture),
        };
        Put(details, "attributes", ChangedAttributes(old, next));
        Put(details, "entitlementsAdded", next.Entitlements.Except(old?.Entitlements ?? []));
        Put(details, "entitlementsRemoved", (old?.Entitlements ?? []).Except(next.Entitlements));
        if (next.DeleteAt is { } deleteAt)
        {
            details["deleteAt"] = Rfc3339.Format(deleteAt);
        }

        return details;
    }

    private static IEnumerable<string> ChangedAttributes(DesiredAccount? old, DesiredAccount next) =>
        old is null ? next.Attributes.Keys : AttributeSet.Changed(old.Attributes, next.Attributes);

    private static void Put(Dictionary<string, string> details, string name, IEnumerable<string> values)
    {
        var text = string.Join(", ", values);
        if (text.Length > 0)
        {
            details[name] = text;
        }
    }
}
