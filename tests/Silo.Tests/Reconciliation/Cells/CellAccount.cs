namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>An account as its target has it.</summary>
internal sealed record CellAccount(string Name, bool Enabled, string Number, string Phone, string Badge = "-");
