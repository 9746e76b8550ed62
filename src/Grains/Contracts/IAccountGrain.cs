using Orleans.Concurrency;
using Prov.Domain.Accounts;

namespace Prov.Grains.Contracts;

/// <summary>One account in a target: brings it to its desired generation. Key: see <see cref="GrainKeys.Account"/>. Rank 3.</summary>
/// <remarks>
/// Level-triggered: a lost call costs delay only, an older generation is ignored. Both calls answer when the attempt is over, whatever its
/// outcome. An attempt is never abandoned half-way, so there is nothing to cancel.
/// </remarks>
[Alias("prov.IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Converges towards a generation that was committed just now: no other attempt at it can have been made.</summary>
    [Alias("Converge"), ResponseTimeout("00:02:00")]
    Task<AccountStatus> ConvergeAsync([Immutable] DesiredAccount desired);

    /// <summary>Takes up what is due: an earlier attempt may have been lost, so the target is read before it is written.</summary>
    /// <param name="desired">What the row says that the account should be.</param>
    /// <param name="account">What the row says of it.</param>
    /// <param name="dueSince">Its place in the order of what is due, kept when the target cannot be called; null when it was not due.</param>
    [Alias("Resume"), ResponseTimeout("00:02:00")]
    Task<AccountStatus> ResumeAsync([Immutable] DesiredAccount desired, [Immutable] Account account, DateTimeOffset? dueSince);

    /// <summary>
    /// Brings an account whose generation is applied back to what it should be, from how a scan found it just now. Whoever was at work on
    /// it since the row was read goes first: then nothing is done.
    /// </summary>
    [Alias("Reconcile"), ResponseTimeout("00:02:00")]
    Task<ReconcileAnswer> ReconcileAsync([Immutable] ReconcileOrder order);
}
