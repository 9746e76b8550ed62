namespace Prov.Connectors.Rest.Operations;

/// <summary>What can be put into a path.</summary>
internal sealed record RestValues(string Id = "", string Name = "", string Entitlement = "")
{
    public static readonly string[] Names = ["id", "name", "entitlement"];

    public string Of(string name) => name switch
    {
        "id" => Id,
        "name" => Name,
        _ => Entitlement,
    };
}
