using System.Collections.Immutable;
using Prov.V1;

namespace Prov.Silo.PolicyTests;

/// <summary>What a policy test acts on and looks at. Every call ends when its effects are complete.</summary>
internal interface ITestedWorld
{
    DateTimeOffset Now { get; }

    /// <summary>Makes the documents the whole configuration.</summary>
    /// <returns>Why they are refused, as <c>REASON Kind/name</c>; empty when they are in force.</returns>
    Task<ImmutableArray<string>> ConfigureAsync(IReadOnlyList<ConfigurationDocument> documents);

    Task<EventAnswer> SubmitAsync(LifecycleEvent lifecycleEvent);

    /// <summary>Gives an identity something by name.</summary>
    /// <returns>Every reason of a refusal.</returns>
    Task<ImmutableArray<string>> GiveAsync(CreateGrantRequest request);

    /// <summary>Takes back what was given by name.</summary>
    /// <returns>Every reason of a refusal.</returns>
    Task<ImmutableArray<string>> RevokeAsync(RevokeGrantRequest request);

    /// <summary>Moves the clock; what falls due on the way happens at its own instant.</summary>
    Task MoveToAsync(DateTimeOffset instant);

    /// <summary>Changes an account at its target, past Prov.</summary>
    Task ChangeAsync(PolicyTestTargetChange change);

    /// <summary>The identity that a record belongs to; null when there is none.</summary>
    Task<SeenIdentity?> FindAsync(string source, string key);

    /// <summary>Every identity.</summary>
    Task<IReadOnlyList<SeenIdentity>> AllAsync();
}

/// <summary>What became of an event.</summary>
/// <param name="Receipt">Null when the event was refused.</param>
/// <param name="Refused">Every reason of the refusal.</param>
internal sealed record EventAnswer(EventReceipt? Receipt, ImmutableArray<string> Refused);

/// <summary>An identity as a test sees it.</summary>
/// <param name="Of">Its first record, as <c>hr/E1001</c>.</param>
/// <param name="Identity">The identity.</param>
/// <param name="Provenance">The record of each attribute, as <c>hr/E1001</c>.</param>
/// <param name="Notes">Reasons of what does not go as configured.</param>
/// <param name="Accounts">Its accounts.</param>
internal sealed record SeenIdentity(
    string Of,
    Identity Identity,
    IReadOnlyDictionary<string, string> Provenance,
    IReadOnlyCollection<string> Notes,
    IReadOnlyList<SeenAccount> Accounts)
{
    /// <summary>Open work items about it.</summary>
    public IReadOnlyList<WorkItem> WorkItems { get; init; } = [];
}

/// <summary>An account as its target has it.</summary>
internal sealed record SeenAccount(string Target, string Intent)
{
    public required PolicyTestAccount.Types.State State { get; init; }

    /// <summary>Its name at the target; the wished one when it is not there.</summary>
    public required string Name { get; init; }

    public IReadOnlyDictionary<string, AttributeValue> Attributes { get; init; } = ImmutableDictionary<string, AttributeValue>.Empty;

    public IReadOnlyCollection<string> Entitlements { get; init; } = [];

    /// <summary>When it is to be deleted; null for never.</summary>
    public DateTimeOffset? DeleteAt { get; init; }

    /// <summary>Why it is not as it should be; empty when it is.</summary>
    public string Failure { get; init; } = "";

    public bool IsThere => State is PolicyTestAccount.Types.State.Enabled or PolicyTestAccount.Types.State.Disabled;
}
