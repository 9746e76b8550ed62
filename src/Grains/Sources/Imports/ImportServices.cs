using Prov.Grains.Policies;
using Prov.Grains.Removals;
using Prov.Storage;

namespace Prov.Grains.Sources.Imports;

/// <summary>What runs work with; the same for all of a silo.</summary>
internal sealed record ImportServices(
    IGrainFactory Grains,
    IProvStore Store,
    IEventSubmitter Submitter,
    PolicyCurrent Policies,
    DifferenceIndexes Indexes,
    PlanAdmission Admission,
    ImportOptions Options,
    TimeProvider Time);
