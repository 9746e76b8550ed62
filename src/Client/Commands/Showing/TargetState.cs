using Prov.V1;

namespace Prov.Client.Commands.Showing;

/// <summary>How a target fares, in words.</summary>
internal static class TargetState
{
    public static string Of(TargetSystemStatus? status) => status switch
    {
        null => "",
        { Maintenance: true } => $"in maintenance: {status.MaintenanceExplanation}",
        { SilosWithOpenCircuit.Count: > 0 } => $"not called for now by {string.Join(", ", status.SilosWithOpenCircuit)}",
        _ => "at work",
    };
}
