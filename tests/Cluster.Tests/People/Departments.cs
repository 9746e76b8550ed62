namespace Prov.Cluster.Tests.People;

/// <summary>Where people work, which decides what they are given (see configuration in Faults).</summary>
public static class Departments
{
    public const string Engineering = "Engineering";
    public const string Finance = "Finance";
    public const string Sales = "Sales";
    public const string Support = "Support";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Engineering, Finance, Sales, Support];
}
