using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Sod;

/// <summary>One change that somebody asks for: an event or a change of grants.</summary>
internal sealed record Step(string Mark, LifecycleEvent? LifecycleEvent, GrantChange? Change)
{
    public static Step Event(LifecycleEvent lifecycleEvent) => new(lifecycleEvent.EventId, lifecycleEvent, null);

    public static Step Give(string id, string right) => Of(SodCareer.Change(id, new() { Id = id, Kind = GrantKind.Entitlement, Target = "directory", Name = right }));

    public static Step Revoke(string id) => Of(SodCareer.Change(id, null));

    private static Step Of(GrantChange change) => new(change.RequestId, null, change);
}
