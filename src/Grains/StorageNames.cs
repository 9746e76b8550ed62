namespace Prov.Grains;

/// <summary>Names of grain storage providers. State names must be unique per grain class: the stock provider does not key rows by type.</summary>
public static class StorageNames
{
    /// <summary>State of low-rate coordinator grains: targets, import runs.</summary>
    public const string Coordinators = "coordinators";
}
