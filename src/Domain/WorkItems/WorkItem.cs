using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Prov.Domain.Identities;
using Prov.Domain.Sources;

namespace Prov.Domain.WorkItems;

/// <summary>Something that a person must do. One problem has one item, however often it is found.</summary>
public sealed record WorkItem
{
    public required string Tenant { get; init; }

    /// <summary>What makes the problem the same one when it is found again, as <c>collision:idn-...:department</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Follows from <see cref="Tenant"/> and <see cref="Key"/>: <c>wrk-</c> and 26 characters of base 32.</summary>
    [JsonIgnore]
    public string Id => IdOf(Tenant, Key);

    public required WorkItemKind Kind { get; init; }

    /// <summary>What it is about: an identity id, <c>AuthoritativeSource/hr</c>, <c>Import/imp-...</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>One sentence: what is wrong and what to do; holds no attribute values.</summary>
    public required string Summary { get; init; }

    /// <summary>Facts as text by name; hold no attribute values.</summary>
    public ImmutableSortedDictionary<string, string> Details { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What is to be done by hand; null for every other kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ManualTask? Task { get; init; }

    /// <summary>Whom a decision can be for, best first.</summary>
    public ImmutableArray<WorkItemCandidate> Candidates { get; init; } = [];

    /// <summary>Accepted events that wait for the decision, in the order of their arrival; at most <see cref="Limits.EventsPerWorkItemCount"/>.</summary>
    public ImmutableArray<LifecycleEvent> Waiting { get; init; } = [];

    /// <summary>Who looks after it; empty for nobody yet.</summary>
    [JsonIgnore]
    public string Owner { get; init; } = "";

    [JsonIgnore]
    public WorkItemState State { get; init; }

    /// <summary>Since when the problem is known.</summary>
    [JsonIgnore]
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>Null while open.</summary>
    [JsonIgnore]
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who closed it; empty while open.</summary>
    [JsonIgnore]
    public string ClosedBy { get; init; } = "";

    /// <summary>What was decided; empty while open.</summary>
    [JsonIgnore]
    public string Decision { get; init; } = "";

    /// <summary>The store's version of the row; 0 when never saved.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    /// <summary>The id of the item of a problem.</summary>
    public static string IdOf(string tenant, string key) => "wrk-" + IdentityId.Digest(tenant, "work-item", key);
}
