using Microsoft.Extensions.Logging.Abstractions;
using Prov.Grains.Correlation;
using Prov.Grains.Policies;
using Prov.Grains.Sources;
using Prov.Storage;

namespace Prov.Grains.Tests;

/// <summary>The way from events to identities, as a silo has it, for callers beside the cluster.</summary>
internal static class Routers
{
    public static EventRouter Of(IGrainFactory grains, IProvStore store, IConfigurationReader reader)
    {
        var policies = new PolicyCurrent(store, reader, NullLogger<PolicyCurrent>.Instance);
        return new(grains, new RecordCorrelation(
            grains, store, new CandidateSearch(store), new DuplicateCheck(store, policies, TimeProvider.System), policies, TimeProvider.System));
    }
}
