namespace Prov.Domain.Expressions.Evaluation;

/// <summary>A compiled part that is true or false. What it returns counts only when the frame has not failed.</summary>
/// <remarks>Conditions are asked far more often than values: a bool is returned in a register, a <see cref="Value"/> is copied.</remarks>
internal delegate bool Test(ref Frame frame);
