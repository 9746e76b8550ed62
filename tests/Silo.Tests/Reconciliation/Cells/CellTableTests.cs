using Prov.Domain.Reconciliation;

namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>That no cell of the decision table is left out.</summary>
public sealed class CellTableTests
{
    [Fact]
    public void All_IsEveryActionOfEverySituation() => Assert.Equal(
        Enum.GetValues<Situation>().SelectMany(s => DecisionTable.Allowed(s).Select(a => $"{s} {a}")).Order(StringComparer.Ordinal),
        CellTable.All.Select(c => $"{c.Situation} {c.Action}").Order(StringComparer.Ordinal));
}
