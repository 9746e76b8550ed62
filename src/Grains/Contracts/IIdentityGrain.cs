using Orleans.Concurrency;
using Prov.Domain.Identities;
using Prov.Domain.Sources;

namespace Prov.Grains.Contracts;

/// <summary>One identity: takes its events and evaluations one at a time. Key: see <see cref="GrainKeys.Identity"/>. Rank 2.</summary>
[Alias("prov.IIdentityGrain")]
public interface IIdentityGrain : IGrainWithStringKey
{
    /// <summary>Decides and commits an event; answers after the commit. Repeats return the first receipt.</summary>
    [Alias("Submit")]
    Task<SubmitResult> SubmitAsync([Immutable] LifecycleEvent lifecycleEvent, CancellationToken cancellationToken);

    /// <summary>Decides again without an event: the clock has moved on, or the configuration has.</summary>
    [Alias("Evaluate")]
    Task<EvaluationSummary> EvaluateAsync([Immutable] EvaluationRequest request, CancellationToken cancellationToken);

    /// <summary>The identity as last committed; null when unknown.</summary>
    [Alias("Get")]
    Task<Identity?> GetAsync(CancellationToken cancellationToken);
}
