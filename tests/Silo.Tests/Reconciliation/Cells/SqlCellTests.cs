namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>The cells on PostgreSQL.</summary>
public sealed class SqlCellTests(StartedCells cells) : CellTests, IClassFixture<StartedCells>
{
    private protected override Task<CellWorld> WorldAsync() => cells.WorldAsync(SqlCells.StartAsync);
}
