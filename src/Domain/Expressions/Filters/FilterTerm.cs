using System.Collections.Immutable;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Filters;

/// <summary>
/// A condition that a store can search by. Every term is either true or false, never unknown: where an attribute is absent or null, each
/// term about it is false, and its negation true. Paths are those of <see cref="Expression.Inputs"/>.
/// </summary>
public abstract record FilterTerm;

/// <summary>All terms hold; true when there are none.</summary>
public sealed record AndTerm(ImmutableArray<FilterTerm> Terms) : FilterTerm;

/// <summary>At least one term holds; false when there are none.</summary>
public sealed record OrTerm(ImmutableArray<FilterTerm> Terms) : FilterTerm;

/// <summary>The term does not hold; true also where its attribute is absent.</summary>
public sealed record NotTerm(FilterTerm Term) : FilterTerm;

/// <summary>The attribute is there and compares so with a value that is not null.</summary>
/// <param name="Operator"><c>==</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> or <c>&gt;=</c>. Strings are ordered by code point.</param>
public sealed record CompareTerm(string Path, BinaryOperator Operator, Value Value) : FilterTerm;

/// <summary>The attribute is there and equals one of the values, none of which is null.</summary>
public sealed record InTerm(string Path, ImmutableArray<Value> Values) : FilterTerm;

/// <summary>The attribute has several values, and one of them equals a value that is not null.</summary>
public sealed record ContainsTerm(string Path, Value Value) : FilterTerm;

/// <summary>The attribute is there and begins with a text; case matters.</summary>
public sealed record StartsWithTerm(string Path, string Text) : FilterTerm;

/// <summary>The attribute is there and is not null.</summary>
public sealed record ExistsTerm(string Path) : FilterTerm;
