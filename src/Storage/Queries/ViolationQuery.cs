using Prov.Domain.Identities;
using Prov.Domain.Sod;

namespace Prov.Storage.Queries;

/// <summary>A list of the rules of separation of duties as they stand for identities, by rule, then by identity.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="PageSize">1 to 1000.</param>
/// <param name="PageToken">Empty for the first page.</param>
public sealed record ViolationQuery(string Tenant, int PageSize, string PageToken)
{
    /// <summary>Only of this rule; null for all.</summary>
    public string? Rule { get; init; }
}

/// <summary>A rule as it stands for an identity.</summary>
/// <param name="Identity">The identity, without its accounts.</param>
/// <param name="Violation">As it was last decided.</param>
public sealed record ViolationRow(Identity Identity, SodViolation Violation);
