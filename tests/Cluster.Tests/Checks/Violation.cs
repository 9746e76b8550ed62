namespace Prov.Cluster.Tests.Checks;

/// <summary>A promise that was not kept.</summary>
/// <param name="Rule">Which promise, a stable code.</param>
/// <param name="Subject">Whom or what it concerns.</param>
/// <param name="What">What was seen.</param>
public sealed record Violation(string Rule, string Subject, string What)
{
    /// <inheritdoc />
    public override string ToString() => $"{Rule} {Subject}: {What}";
}
