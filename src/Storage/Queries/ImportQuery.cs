namespace Prov.Storage.Queries;

/// <summary>A list of imports, newest first.</summary>
public sealed record ImportQuery(string Tenant, int PageSize, string PageToken)
{
    public string? Source { get; init; }
}
