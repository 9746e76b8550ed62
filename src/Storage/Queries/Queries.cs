using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Storage.Queries;

/// <summary>A list of identities, in an order that does not change.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="PageSize">1 to 1000.</param>
/// <param name="PageToken">Empty for the first page.</param>
public sealed record IdentityQuery(string Tenant, int PageSize, string PageToken)
{
    /// <summary>CEL over <c>identity</c>; what can be pushed to SQL is, the rest is evaluated on what the database finds.</summary>
    public Expression? Filter { get; init; }

    public LifecycleState? State { get; init; }
}

/// <summary>A list of accounts, in an order that does not change.</summary>
public sealed record AccountQuery(string Tenant, int PageSize, string PageToken)
{
    /// <summary>CEL over the account's <c>identity</c> and the <c>account</c>, declared in this order; what can be pushed to SQL is.</summary>
    public Expression? Filter { get; init; }

    public string? Target { get; init; }

    public string? IdentityId { get; init; }

    public AccountStatus? Status { get; init; }
}

/// <summary>A list of audit entries in the order of their commits.</summary>
public sealed record AuditQuery(string Tenant, int PageSize, string PageToken)
{
    public string? IdentityId { get; init; }

    public string? Subject { get; init; }

    public string? Action { get; init; }

    /// <summary>Newest first when true.</summary>
    public bool Descending { get; init; }
}

/// <summary>A list of quarantined records, newest first.</summary>
public sealed record QuarantineQuery(string Tenant, int PageSize, string PageToken)
{
    public string? RunId { get; init; }

    public string? Source { get; init; }
}
