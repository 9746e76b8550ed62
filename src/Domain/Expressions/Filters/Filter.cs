namespace Prov.Domain.Expressions.Filters;

/// <summary>What a store can search by for an expression.</summary>
/// <param name="Term">Holds wherever the expression is true.</param>
/// <param name="IsExact">
/// Whether it also holds nowhere else. When not, evaluate the expression on what the store finds. An evaluation error is not true.
/// </param>
public sealed record Filter(FilterTerm Term, bool IsExact);
