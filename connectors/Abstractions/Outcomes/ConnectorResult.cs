namespace Prov.Connectors.Outcomes;

/// <summary>The outcome of a connector's call.</summary>
public record ConnectorResult
{
    public required ConnectorStatus Status { get; init; }

    /// <summary>Stable UPPER_SNAKE code of a failure; empty when done.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What happened and what to do; no secrets, no attribute values.</summary>
    public string Message { get; init; } = "";

    /// <summary>For <see cref="ConnectorStatus.Throttled"/> and <see cref="ConnectorStatus.Unavailable"/>: how long to wait, if the target said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsDone => Status == ConnectorStatus.Done;

    public static ConnectorResult Done { get; } = new() { Status = ConnectorStatus.Done };

    public static ConnectorResult Failed(ConnectorStatus status, string reason, string message, TimeSpan? retryAfter = null) =>
        new() { Status = status, Reason = reason, Message = message, RetryAfter = retryAfter };
}

/// <summary>The outcome of a call that answers with a value.</summary>
public sealed record ConnectorResult<T> : ConnectorResult
    where T : class
{
    /// <summary>Present exactly when done.</summary>
    public T? Value { get; init; }

    public static ConnectorResult<T> Of(T value) => new() { Status = ConnectorStatus.Done, Value = value };

    public static new ConnectorResult<T> Failed(ConnectorStatus status, string reason, string message, TimeSpan? retryAfter = null) =>
        new() { Status = status, Reason = reason, Message = message, RetryAfter = retryAfter };

    public static ConnectorResult<T> From(ConnectorResult failure) =>
        new() { Status = failure.Status, Reason = failure.Reason, Message = failure.Message, RetryAfter = failure.RetryAfter };
}
