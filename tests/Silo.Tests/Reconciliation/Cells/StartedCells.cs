namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>The world of one kind of target, started by the first test that asks for it: only a test can be skipped where a server is absent.</summary>
public sealed class StartedCells : IAsyncDisposable
{
    private Task<CellWorld>? _world;

    internal Task<CellWorld> WorldAsync(Func<string, Task<ICellTarget>> start) => _world ??= CellWorld.StartAsync(start);

    public async ValueTask DisposeAsync()
    {
        if (_world is { IsCompletedSuccessfully: true })
        {
            await (await _world).DisposeAsync();
        }
    }
}
