namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>The cells on OpenLDAP.</summary>
public sealed class LdapCellTests(StartedCells cells) : CellTests, IClassFixture<StartedCells>
{
    private protected override Task<CellWorld> WorldAsync() => cells.WorldAsync(LdapCells.StartAsync);
}
