using Prov.Domain.Expressions;

namespace Prov.Storage.Queries;

/// <summary>A list of work items, oldest first.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="PageSize">1 to 1000.</param>
/// <param name="PageToken">Empty for the first page.</param>
public sealed record WorkItemQuery(string Tenant, int PageSize, string PageToken)
{
    /// <summary>CEL over <c>item</c>, see <see cref="WorkItemView"/>.</summary>
    public Expression? Filter { get; init; }

    /// <summary>The instant from which ages are counted.</summary>
    public required DateTimeOffset Now { get; init; }
}
