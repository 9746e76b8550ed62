namespace Prov.Connectors.Outcomes;

/// <summary>The outcome of a connector's call.</summary>
public record ConnectorResult
{
    /// <summary>The reason while a target has accepted a write and not yet done it.</summary>
    public const string AcceptedReason = "ACCEPTED";

    public required ConnectorStatus Status { get; init; }

    /// <summary>Stable UPPER_SNAKE code of a failure; empty when done.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What happened and what to do; no secrets, no attribute values.</summary>
    public string Message { get; init; } = "";

    /// <summary>
    /// For <see cref="ConnectorStatus.Throttled"/>, <see cref="ConnectorStatus.Unavailable"/> and <see cref="ConnectorStatus.Accepted"/>: how
    /// long to wait, if the target said so.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>For <see cref="ConnectorStatus.Accepted"/>: the target's handle of what is under way, at most 4,096 characters; empty otherwise.</summary>
    public string Operation { get; init; } = "";

    public bool IsDone => Status == ConnectorStatus.Done;

    public static ConnectorResult Done { get; } = new() { Status = ConnectorStatus.Done };

    public static ConnectorResult Failed(ConnectorStatus status, string reason, string message, TimeSpan? retryAfter = null) =>
        new() { Status = status, Reason = reason, Message = message, RetryAfter = retryAfter };

    /// <summary>The target has taken the write and does it later.</summary>
    public static ConnectorResult Accepted(string operation, TimeSpan? retryAfter = null) => new()
    {
        Status = ConnectorStatus.Accepted,
        Reason = AcceptedReason,
        Message = "The target has accepted the change and is not done yet.",
        Operation = operation,
        RetryAfter = retryAfter,
    };
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
        new() { Status = failure.Status, Reason = failure.Reason, Message = failure.Message, RetryAfter = failure.RetryAfter, Operation = failure.Operation };
}
