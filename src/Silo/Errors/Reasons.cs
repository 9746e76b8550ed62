using System.Collections.Frozen;
using Prov.V1;

namespace Prov.Silo.Errors;

/// <summary>The text of each reason on the wire: its name in <c>error_reason.proto</c> without the prefix.</summary>
internal static class Reasons
{
    /// <summary>What <c>google.rpc.ErrorInfo</c> calls us.</summary>
    public const string Domain = "prov";

    private const string Prefix = "ERROR_REASON_";

    private static readonly FrozenDictionary<ErrorReason, string> _texts = ErrorReasonReflection.Descriptor.EnumTypes
        .Single(e => e.Name == nameof(ErrorReason)).Values
        .ToFrozenDictionary(v => (ErrorReason)v.Number, v => v.Name[Prefix.Length..]);

    public static string TextOf(ErrorReason reason) => _texts[reason];
}
