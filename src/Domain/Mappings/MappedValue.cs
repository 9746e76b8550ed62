using Prov.Domain.Expressions;

namespace Prov.Domain.Mappings;

/// <summary>What a mapping gave.</summary>
/// <param name="Value">The value; null for none.</param>
/// <param name="FailureReason">A stable reason when it failed; else null.</param>
/// <param name="FailureMessage">What went wrong, without attribute values; else null.</param>
internal readonly record struct MappedValue(Value Value, string? FailureReason, string? FailureMessage)
{
    public bool Failed => FailureReason is not null;
}
