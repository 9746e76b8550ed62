namespace Prov.Connectors.Batching;

/// <summary>Something that waits in a <see cref="BatchQueue{T}"/>.</summary>
public interface IBatchItem
{
    /// <summary>Tells the one who waits that the batch failed as a whole or was never begun.</summary>
    void Fail(Exception exception);
}
