using Grpc.Core;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Grains.Contracts;
using Prov.Silo.Errors;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Filters of identity lists: CEL over <c>identity</c>. Secret attributes are not there to be asked about: a filter would tell them.</summary>
internal static class IdentityFilters
{
    private const string Variable = "identity";

    /// <summary>The filter; null when none is given.</summary>
    /// <exception cref="Grpc.Core.RpcException">It is no filter; every fault is told.</exception>
    public static Expression? Read(string text, PolicySnapshot? snapshot)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return Compile(text, new(Identity(snapshot)));
    }

    /// <summary>The identity as filters see it.</summary>
    public static ExpressionVariable Identity(PolicySnapshot? snapshot)
    {
        var known = snapshot ?? PolicySnapshot.Empty;
        var fields = known.Attributes.Where(a => !known.SecretAttributes.Contains(a.Name))
            .ToDictionary(a => a.Name, a => AttributeFit.TypeOf(a.Type, a.MultiValued), StringComparer.Ordinal);
        fields["id"] = ExpressionType.String;
        fields["state"] = ExpressionType.String;
        return new(Variable, ExpressionType.Object(Variable, fields));
    }

    /// <exception cref="Grpc.Core.RpcException">It is no filter; every fault is told.</exception>
    public static Expression Compile(string text, ExpressionEnvironment environment)
    {
        var compilation = Expression.Compile(text, environment, ExpressionType.Bool);
        if (compilation.Expression is { } filter)
        {
            return filter;
        }

        var faults = compilation.Errors.Select(e => new InputFault(e.Reason, "filter", $"Line {e.Line}, column {e.Column}: {e.Message}")).ToList();
        throw RpcErrors.FaultsStatus(
            StatusCode.InvalidArgument, Reasons.TextOf(ErrorReason.FilterInvalid), "The filter is no valid condition.", faults).ToRpcException();
    }
}
