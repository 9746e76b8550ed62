namespace Prov.Cluster.Tests.Targets;

/// <summary>The target systems: account tables of one database.</summary>
public enum TargetTable
{
    /// <summary>An account for everyone; disabled at a leave and never deleted.</summary>
    Directory,

    /// <summary>An account for Sales and Support only; disabled, and deleted soon after.</summary>
    Crm,
}
