namespace Prov.Cluster.Tests.Targets;

/// <summary>A row of an account table.</summary>
/// <param name="Table">Which table.</param>
/// <param name="Id">The row's key.</param>
/// <param name="Login">The account's name.</param>
/// <param name="EmployeeNumber">Whose it is.</param>
/// <param name="Enabled">Whether it can be signed in with.</param>
/// <param name="Department">The department.</param>
/// <param name="Mark">Sequence of the last event whose attributes arrived.</param>
public sealed record TargetAccount(TargetTable Table, long Id, string Login, string EmployeeNumber, bool Enabled, string? Department, long Mark)
{
    /// <summary>The rights that it holds, ordered.</summary>
    public IReadOnlyList<string> Rights { get; init; } = [];
}
