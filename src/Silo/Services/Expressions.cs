using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Domain;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Grains.Policies;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.V1;
using AttributeDefinition = Prov.Domain.Identities.AttributeDefinition;
using AttributeType = Prov.Domain.Identities.AttributeType;
using Identity = Prov.Domain.Identities.Identity;
using Value = Prov.Domain.Expressions.Value;

namespace Prov.Silo.Services;

/// <summary>Checks and tries expressions for people who write policies.</summary>
internal sealed class Expressions(IProvStore store, PolicyCurrent policies, TimeProvider time) : ExpressionService.ExpressionServiceBase
{
    private static readonly ExpressionLimits _limits = new() { MaxLength = Limits.ExpressionLengthCharacters };

    public override async Task<CheckExpressionResponse> CheckExpression(CheckExpressionRequest request, ServerCallContext context)
    {
        var text = NotEmpty(request.Expression);
        var snapshot = await SnapshotAsync(context);
        var reading = Reading(snapshot, request.Source);
        var compilation = Expression.Compile(text, reading.Environment(withSecrets: true), limits: _limits);
        var response = new CheckExpressionResponse { Faults = { compilation.Errors.Select(Write) } };
        if (compilation.Expression is { } expression)
        {
            response.ResultType = expression.ResultType.Name;
            response.Inputs.AddRange(expression.Inputs);
        }

        return response;
    }

    public override async Task<EvaluateExpressionResponse> EvaluateExpression(EvaluateExpressionRequest request, ServerCallContext context)
    {
        var text = NotEmpty(request.Expression);
        var snapshot = await SnapshotAsync(context);
        var reading = Reading(snapshot, request.Source);
        var attributes = request.IdentityId.Length > 0
            ? Attributes(await FindAsync(request, context), snapshot)
            : Attributes(request, reading);
        var compilation = Expression.Compile(text, reading.Environment(withSecrets: false), limits: _limits);
        if (compilation.Expression is not { } expression)
        {
            return new() { Faults = { compilation.Errors.Select(Write) } };
        }

        var now = request.Now is null ? time.GetUtcNow() : Instants.Read(request.Now);
        Value[] variables = reading.Source is null ? [Value.From(attributes), Value.From(now)] : [Value.From(attributes)];
        return Write(expression, expression.Evaluate(variables), expression.NextChange(variables));
    }

    private static string NotEmpty(string text) =>
        string.IsNullOrWhiteSpace(text) ? throw RpcErrors.Invalid(ErrorReason.FieldMissing, "expression", "Give a CEL expression.") : text;

    private async Task<PolicySnapshot> SnapshotAsync(ServerCallContext context) =>
        await policies.FindAsync(Caller.Of(context).Tenant, context.CancellationToken) ?? PolicySnapshot.Empty;

    private static ExpressionReading Reading(PolicySnapshot snapshot, string source) => source.Length == 0
        ? new(snapshot, null)
        : new(snapshot, snapshot.FindSource(source) ?? throw RpcErrors.NotFound(ErrorReason.SourceUnknown, "There is no such source.", source));

    private async Task<Identity> FindAsync(EvaluateExpressionRequest request, ServerCallContext context)
    {
        if (request.Source.Length > 0)
        {
            throw RpcErrors.Invalid(ErrorReason.FieldInvalid, "identity_id", "A source's record is no identity: give its attributes.");
        }

        var id = Required.Text(request.IdentityId, "identity_id");
        return await store.LoadIdentityAsync(id, context.CancellationToken) is { } identity && identity.Tenant == Caller.Of(context).Tenant
            ? identity
            : throw RpcErrors.NotFound(ErrorReason.IdentityUnknown, "There is no such identity.", id);
    }

    private static ImmutableSortedDictionary<string, Value> Attributes(Identity identity, PolicySnapshot snapshot)
    {
        var secrecy = new Secrecy(snapshot);
        return identity.Attributes.RemoveRange(identity.Attributes.Keys.Where(secrecy.OfIdentity))
            .SetItem("id", Value.From(identity.Id))
            .SetItem("state", Value.From(identity.State.ToString().ToLowerInvariant()));
    }

    /// <summary>The attributes of the request, as far as they are declared, each fitted to its type.</summary>
    private static ImmutableSortedDictionary<string, Value> Attributes(EvaluateExpressionRequest request, ExpressionReading reading)
    {
        if (request.Attributes.Count > Limits.AttributesPerEventCount)
        {
            throw RpcErrors.Invalid(ErrorReason.FieldInvalid, "attributes", $"Give at most {Limits.AttributesPerEventCount}.");
        }

        var declared = reading.Attributes.ToDictionary(a => a.Name, StringComparer.Ordinal);
        var fitted = AttributeSet.Empty.ToBuilder();
        foreach (var (name, value) in Given(request))
        {
            fitted[name] = declared.TryGetValue(name, out var definition) ? Fitted(definition, value) : value;
        }

        return fitted.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, Value> Given(EvaluateExpressionRequest request)
    {
        try
        {
            return Values.Read(request.Attributes);
        }
        catch (FormatException malformed)
        {
            throw RpcErrors.Invalid(ErrorReason.FieldInvalid, "attributes", malformed.Message);
        }
    }

    private static Value Fitted(AttributeDefinition definition, Value value)
    {
        var read = definition.Type == AttributeType.Timestamp && value.Kind == ValueKind.String && Rfc3339.TryParse(value.AsString(), out var instant)
            ? Value.From(instant)
            : value;
        return AttributeFit.TryFit(read, definition.Type, definition.MultiValued, out var fitted)
            ? fitted
            : throw RpcErrors.Invalid(
                ErrorReason.FieldInvalid, $"attributes[{definition.Name}]", $"The attribute is {AttributeFit.TypeOf(definition.Type, definition.MultiValued)}.");
    }

    private static ExpressionFault Write(ExpressionError error) =>
        new() { Reason = error.Reason, Message = error.Message, Line = error.Line, Column = error.Column };

    private static EvaluateExpressionResponse Write(Expression expression, EvaluationResult result, DateTimeOffset? changesAt) => new()
    {
        Result = result.IsError ? "" : result.Value.IsNull ? "null" : result.Value.ToString(),
        ResultType = result.IsError ? "" : expression.ResultType.Name,
        FailureReason = result.ErrorReason,
        FailureMessage = result.ErrorMessage,
        ChangesAt = changesAt?.ToTimestamp(),
    };
}
