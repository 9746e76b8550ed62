using System.Text.Json.Serialization;
using Prov.Domain.Sources;
using Prov.Grains.Digests;
using Prov.Grains.Sources.Index;

namespace Prov.Grains.Sources.Imports;

/// <summary>An event to submit, and what the difference index shall know once it is committed.</summary>
/// <param name="Event">The event.</param>
/// <param name="Line">Line of the feed that it comes from; 0 for an absence.</param>
/// <param name="KeyDigest">As text: <see cref="Digest"/>.</param>
/// <param name="Here">Whether the record will say that the person is or will be here.</param>
internal sealed record PlannedEvent(LifecycleEvent Event, long Line, string KeyDigest, bool Here)
{
    [JsonIgnore]
    public Digest Key => Digest.Parse(KeyDigest);

    /// <summary>Default after an absence: should the row come back as it was, it counts as changed.</summary>
    [JsonIgnore]
    public Digest Content => Digest.Parse(Event.ContentDigest);
}
