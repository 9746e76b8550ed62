using Prov.V1;

namespace Prov.Silo.Tests.Reconciliation;

/// <summary>Whose account others change: in sales, with the phone 1.</summary>
internal static class DriftingPerson
{
    public static LifecycleEvent Join(string key) => new()
    {
        Source = "hr",
        SourceKey = key,
        EventId = key + ":join",
        Kind = LifecycleEvent.Types.Kind.Join,
        Attributes =
        {
            ["number"] = new() { StringValue = "n" + key },
            ["familyName"] = new() { StringValue = key },
            ["department"] = new() { StringValue = "Sales" },
            ["phone"] = new() { StringValue = "1" },
        },
    };
}
