using Prov.V1;

namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>A run over one target, and all that was to be seen after it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Found">What it found.</param>
/// <param name="Accounts">What the target then held.</param>
internal sealed record CellRun(V1.Reconciliation Run, IReadOnlyList<AccountSituation> Found, IReadOnlyList<CellAccount> Accounts);
