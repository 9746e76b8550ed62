using System.Reflection;
using Prov.V1;

namespace Prov.Architecture.Tests;

/// <summary>Reasons of errors: as the API lists them, and as the code has them.</summary>
internal static class ReasonList
{
    private const string Prefix = "ERROR_REASON_";

    public static HashSet<string> OfTheApi { get; } =
        [.. ErrorReasonReflection.Descriptor.EnumTypes.Single().Values.Select(v => v.Name[Prefix.Length..])];

    /// <summary>The texts of a class of reasons.</summary>
    public static IEnumerable<string> Of(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
}
