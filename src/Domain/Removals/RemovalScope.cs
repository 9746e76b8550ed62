namespace Prov.Domain.Removals;

/// <summary>Names what removals are counted by. Cause and place are in the name, so that one that is held leaves the others alone.</summary>
public static class RemovalScope
{
    /// <summary>Leaves that a source says, however they come: file, event or absence.</summary>
    public static string OfSource(string source) => "source:" + source;

    /// <summary>Leaves that a source says of those with one value of an identity attribute.</summary>
    public static string OfCohort(string source, string attribute, string value) => $"source:{source}:{attribute}={value}";

    /// <summary>Accounts of a target that are taken away for one cause: <c>configuration</c>, <c>reconciliation</c>.</summary>
    public static string OfTarget(string target, string cause) => $"target:{target}:{cause}";
}
