namespace Prov.Domain.Expressions;

/// <summary>What an evaluation gave: a value, or an error.</summary>
public readonly struct EvaluationResult
{
    private readonly Evaluation.Fault? _fault;

    private readonly long _nextChange;

    internal EvaluationResult(Value value, Evaluation.Fault? fault, long nextChange = long.MaxValue)
    {
        Value = fault is null ? value : default;
        _fault = fault;
        _nextChange = nextChange;
    }

    public bool IsError => _fault is not null;

    /// <summary>The value; null when this is an error.</summary>
    public Value Value { get; }

    /// <summary>True only for the value <c>true</c>: an error, null or any other value is not. The test to use for conditions.</summary>
    public bool IsTrue => Value.Kind == ValueKind.Boolean && Value.AsBoolean();

    /// <summary>
    /// Until then, with the same other variables, the result stays; null when it stays for ever. Only comparisons that were made count, so
    /// the result need not change then. Rounded up to the microsecond, which stores keep.
    /// </summary>
    public DateTimeOffset? NextChange =>
        _nextChange <= DateTimeOffset.MaxValue.UtcTicks - TimeSpan.TicksPerMicrosecond && _nextChange > 0
            ? new DateTimeOffset(
                (_nextChange + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero)
            : null;

    /// <summary>One of <see cref="ExpressionReasons"/>; empty when this is no error.</summary>
    public string ErrorReason => _fault?.Reason ?? "";

    /// <summary>What went wrong; never has values of attributes in it. Empty when this is no error.</summary>
    public string ErrorMessage => _fault?.Message ?? "";
}
