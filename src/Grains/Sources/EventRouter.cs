using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Correlation;

namespace Prov.Grains.Sources;

/// <summary>Brings an event to its identity: the one that its source key derives, or the one that the record was correlated to.</summary>
public sealed class EventRouter(IGrainFactory grains, RecordCorrelation correlation) : IEventSubmitter
{
    // A record belongs to one identity; a second redirect means that ownership moved while the event was under way.
    private const int MaxRedirects = 4;

    /// <inheritdoc/>
    public async Task<SubmitResult> SubmitAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken)
    {
        var identityId = IdentityId.For(lifecycleEvent.Tenant, lifecycleEvent.Source, lifecycleEvent.SourceKey);
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            var result = await grains.GetGrain<IIdentityGrain>(GrainKeys.Identity(identityId)).SubmitAsync(lifecycleEvent)
                .WaitAsync(cancellationToken);
            if (result.NeedsCorrelation)
            {
                return await correlation.SubmitAsync(lifecycleEvent, cancellationToken);
            }

            if (result.RedirectTo is null)
            {
                return result;
            }

            identityId = result.RedirectTo;
        }

        throw new TimeoutException("The record's identity could not be settled; submit the event again.");
    }
}
