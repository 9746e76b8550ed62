using Orleans.Concurrency;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Grains.Contracts;

/// <summary>One identity: takes its events and evaluations one at a time. Key: see <see cref="GrainKeys.Identity"/>. Rank 2.</summary>
[Alias("prov.IIdentityGrain")]
public interface IIdentityGrain : IGrainWithStringKey
{
    /// <summary>
    /// Decides and commits an event; answers after the commit. Repeats return the first receipt. A caller may give up waiting, but what
    /// has begun is not undone, so there is nothing to cancel.
    /// </summary>
    [Alias("Submit")]
    Task<SubmitResult> SubmitAsync([Immutable] LifecycleEvent lifecycleEvent);

    /// <summary>Takes an event of a record that was decided to be this identity's.</summary>
    [Alias("SubmitDecided")]
    Task<SubmitResult> SubmitDecidedAsync([Immutable] LifecycleEvent lifecycleEvent, CancellationToken cancellationToken);

    /// <summary>
    /// Takes an event of a record that was judged, without a person, to be nobody's whom one knows. The identity that it makes is marked to
    /// be looked for once more: somebody like it may be made at the same time.
    /// </summary>
    [Alias("SubmitNew")]
    Task<SubmitResult> SubmitNewAsync([Immutable] LifecycleEvent lifecycleEvent, CancellationToken cancellationToken);

    /// <summary>Decides again without an event: the clock has moved on, or the configuration has.</summary>
    [Alias("Evaluate")]
    Task<EvaluationSummary> EvaluateAsync([Immutable] EvaluationRequest request, CancellationToken cancellationToken);

    /// <summary>Decides and commits a change of direct grants; answers after the commit. Repeats return the first receipt.</summary>
    /// <param name="change">What is asked.</param>
    /// <param name="validateOnly">True to say what would follow, and write nothing.</param>
    /// <param name="cancellationToken">Gives up waiting; the outcome is then unknown, so send it again.</param>
    [Alias("ChangeGrants")]
    Task<GrantChangeResult> ChangeGrantsAsync([Immutable] GrantChange change, bool validateOnly, CancellationToken cancellationToken);

    /// <summary>The identity as last committed; null when unknown.</summary>
    [Alias("Get")]
    Task<Identity?> GetAsync(CancellationToken cancellationToken);
}
