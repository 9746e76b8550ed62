using Grpc.Core;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Silo.Errors;

/// <summary>The status code of a refused input.</summary>
internal static class FaultCodes
{
    /// <summary>
    /// Invalid argument where the input is wrong whatever the state; failed precondition where it would be right after something else
    /// has been done first.
    /// </summary>
    public static StatusCode Of(string reason) => reason switch
    {
        EventFaultReasons.RecordUnknown or EventFaultReasons.TooManyScheduled or EventFaultReasons.TooManyRecords => StatusCode.FailedPrecondition,
        GrantFaultReasons.GrantUnknown or GrantFaultReasons.IdentityNotHere or GrantFaultReasons.TooManyGrants
            or GrantFaultReasons.SodViolation => StatusCode.FailedPrecondition,
        "CONFIGURATION_MISSING" => StatusCode.FailedPrecondition,
        _ => StatusCode.InvalidArgument,
    };
}
