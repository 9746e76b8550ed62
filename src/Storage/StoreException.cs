namespace Prov.Storage;

/// <summary>The store could not do what was asked.</summary>
/// <param name="reason">One of <see cref="StoreReasons"/>.</param>
/// <param name="message">What happened and what to do.</param>
public sealed class StoreException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A stable code, one of <see cref="StoreReasons"/>.</summary>
    public string Reason { get; } = reason;
}
