using Prov.V1;

namespace Prov.Silo.Tests.Fixture;

/// <summary>Events of people that no other test knows.</summary>
internal static class Events
{
    public static string NewKey() => "k" + Guid.NewGuid().ToString("N");

    public static LifecycleEvent Join(string key, string department = "Sales", string badge = "b-1") => new()
    {
        Source = Documents.Source,
        SourceKey = key,
        EventId = key + ":join",
        Kind = LifecycleEvent.Types.Kind.Join,
        Attributes =
        {
            ["family_name"] = new() { StringValue = key },
            ["department"] = new() { StringValue = department },
            ["level"] = new() { IntegerValue = 3 },
            ["badge"] = new() { StringValue = badge },
        },
    };

    public static LifecycleEvent Move(string key, string eventId, string department) => new()
    {
        Source = Documents.Source,
        SourceKey = key,
        EventId = eventId,
        Kind = LifecycleEvent.Types.Kind.Move,
        Attributes = { ["department"] = new() { StringValue = department } },
    };
}
