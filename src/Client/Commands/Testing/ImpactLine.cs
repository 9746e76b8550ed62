namespace Prov.Client.Commands.Testing;

/// <summary>What one identity of a test gains and loses by another configuration, after one step.</summary>
/// <param name="Test">Name of the test.</param>
/// <param name="Step">The step, counted from 0 as in paths.</param>
/// <param name="Identity">Its first record, as <c>hr/E1001</c>.</param>
/// <param name="Gains">What it has under the other configuration only.</param>
/// <param name="Loses">What it has under the present configuration only.</param>
public sealed record ImpactLine(string Test, int Step, string Identity, IReadOnlyList<string> Gains, IReadOnlyList<string> Loses);
