using Prov.Domain.Sources;
using Prov.Grains.Contracts;

namespace Prov.Grains.Sources;

/// <summary>Brings an event to the identity that it belongs to and waits for the commit.</summary>
public interface IEventSubmitter
{
    /// <summary>Submitting the same event again is safe and returns the first receipt.</summary>
    /// <exception cref="TimeoutException">The outcome is unknown: submit again.</exception>
    Task<SubmitResult> SubmitAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken);
}
