using Prov.Grains.TargetSystems;
using Prov.Storage;

namespace Prov.Grains.Reconciliation;

/// <summary>What a run works with.</summary>
internal sealed record ReconciliationServices(
    IGrainFactory Grains, IProvStore Store, AccountIndexes Indexes, ProvGrainsOptions Options, TimeProvider Time);

/// <summary>What a run is about.</summary>
internal sealed record ReconciliationSubject(string Tenant, TargetRuntime Target, Contracts.ReconciliationStart Start);
