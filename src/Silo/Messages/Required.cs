using Prov.Silo.Errors;
using Prov.V1;

namespace Prov.Silo.Messages;

/// <summary>Fields that a request has to have.</summary>
internal static class Required
{
    private const int MaxLength = 1024;

    /// <exception cref="Grpc.Core.RpcException">It is empty or too long.</exception>
    public static string Text(string text, string field) =>
        string.IsNullOrWhiteSpace(text) ? throw RpcErrors.Invalid(ErrorReason.FieldMissing, field, "Give a value.")
        : AtMost(text, MaxLength, field);

    /// <exception cref="Grpc.Core.RpcException">It is too long.</exception>
    public static string AtMost(string text, int length, string field) =>
        text.Length <= length ? text : throw RpcErrors.Invalid(ErrorReason.FieldTooLong, field, $"Give at most {length} characters.");
}
