namespace Prov.LoadTests.Expressions;

/// <summary>What <see cref="ConditionBench"/> measured.</summary>
/// <param name="EvaluationsPerSecond">Of the compiled condition, on one core.</param>
/// <param name="HandwrittenPerSecond">Of the delegate written by hand.</param>
public sealed record ConditionRates(double EvaluationsPerSecond, double HandwrittenPerSecond)
{
    /// <summary>How many times as long the compiled condition takes.</summary>
    public double Ratio => HandwrittenPerSecond / EvaluationsPerSecond;
}
