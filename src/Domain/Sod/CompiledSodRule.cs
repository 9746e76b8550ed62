using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Sod;

/// <summary>A rule, ready to decide with.</summary>
/// <param name="Declaration">As it was written.</param>
/// <param name="Order">Places of its sides, those that stay first.</param>
/// <param name="Exceptions">Each with its condition; null when it names an identity.</param>
public sealed record CompiledSodRule(
    SodRule Declaration, ImmutableArray<int> Order, ImmutableArray<(SodException Declaration, Expression? When)> Exceptions)
{
    /// <summary>As <c>SodRule/pay-and-approve</c>.</summary>
    public string Document => "SodRule/" + Declaration.Name;
}
