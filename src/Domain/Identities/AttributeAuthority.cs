using System.Collections.Immutable;

namespace Prov.Domain.Identities;

/// <summary>How it is decided which record's value counts where several give the same attribute.</summary>
public enum AuthorityMode
{
    /// <summary>The lower precedence of the source.</summary>
    Precedence,

    /// <summary>The value that changed last; precedence where that is the same.</summary>
    Freshness,

    /// <summary>The first of an ordered list of sources whose condition holds; precedence among the others, which come behind.</summary>
    Rule,
}

/// <summary>Who has authority over one attribute.</summary>
/// <param name="Mode">How it is decided.</param>
/// <param name="Rules">With <see cref="AuthorityMode.Rule"/> only: in the order in which they count, at most 20.</param>
public sealed record AttributeAuthority(AuthorityMode Mode, ImmutableArray<AuthorityRule> Rules);

/// <summary>A source's turn in an attribute's authority.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="When">CEL over the source's <c>record</c>; null for always.</param>
public sealed record AuthorityRule(string Source, string? When);
