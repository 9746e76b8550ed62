using Orleans.Concurrency;
using Prov.Domain.Accounts;

namespace Prov.Grains.Contracts;

/// <summary>One account in a target: brings it to its desired generation. Key: see <see cref="GrainKeys.Account"/>. Rank 3.</summary>
[Alias("prov.IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>
    /// Converges towards a generation that was just committed, or is due. Level-triggered: a lost call costs delay only, an older
    /// generation is ignored. Answers when the attempt is over, whatever its outcome.
    /// </summary>
    /// <param name="desired">The desired account; null to read it from the store.</param>
    /// <param name="fresh">True only straight after the commit of that generation: no other attempt at it can have been made.</param>
    /// <param name="cancellationToken">Abandons the attempt; its outcome is then unknown and read back later.</param>
    [Alias("Converge"), ResponseTimeout("00:02:00")]
    Task<AccountStatus> ConvergeAsync([Immutable] DesiredAccount? desired, bool fresh, CancellationToken cancellationToken);
}
