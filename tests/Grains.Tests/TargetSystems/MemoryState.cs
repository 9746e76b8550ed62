namespace Prov.Grains.Tests.TargetSystems;

/// <summary>The state of an actor that is made by hand.</summary>
internal sealed class MemoryState<T> : IPersistentState<T>
    where T : new()
{
    public T State { get; set; } = new();

    public string Etag => "";

    public bool RecordExists => true;

    public Task ClearStateAsync() => Task.CompletedTask;

    public Task ReadStateAsync() => Task.CompletedTask;

    public Task WriteStateAsync() => Task.CompletedTask;
}
