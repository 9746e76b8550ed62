using System.Collections.Immutable;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Capabilities;

/// <summary>Tells what changed at the target since a token, so that keeping it true costs what changed and not what there is.</summary>
public interface IAccountChangeReader
{
    /// <summary>False when the target's history does not tell which accounts were deleted: only a full search finds those. Certain once a token has been taken.</summary>
    bool TellsDeletions => true;

    /// <summary>The token of this moment. Every later change is read after it; one that is made while it is taken may be read too.</summary>
    Task<ConnectorResult<ChangeToken>> CurrentTokenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The changes after the token until now, in the order of the target, page by page; ends when there are no more. A change can be told
    /// twice, none is left out. A token that the target no longer knows is one failed item with the reason
    /// <see cref="ChangeToken.LostReason"/>: only a full search can close the gap. A stream that breaks ends with a failed item.
    /// </summary>
    IAsyncEnumerable<ConnectorResult<ChangePage>> ReadChangesAsync(ChangeToken token, CancellationToken cancellationToken);
}

/// <summary>A place in a target's history, in the connector's own words.</summary>
/// <param name="Text">Opaque to the engine, kept durably; at most 4,096 characters.</param>
public sealed record ChangeToken(string Text)
{
    /// <summary>The reason of a failure when the target's history does not reach back to the token.</summary>
    public const string LostReason = "CHANGE_TOKEN_LOST";
}

/// <summary>Some changes and the place after them.</summary>
/// <param name="Changes">In the order of the target.</param>
/// <param name="Next">To go on from once these have been dealt with.</param>
public sealed record ChangePage(ImmutableArray<ObservedChange> Changes, ChangeToken Next);

/// <summary>An account that was created, changed or deleted.</summary>
/// <param name="Locator">Which one; by the target's own id where it has one.</param>
/// <param name="Account">As it is now; null when it is gone.</param>
public sealed record ObservedChange(AccountLocator Locator, ObservedAccount? Account);
