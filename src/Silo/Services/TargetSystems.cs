using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Grains.Policies;
using Prov.Silo.Configuration;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Shows target systems, tests them, and takes them in and out of maintenance.</summary>
internal sealed class TargetSystems(ActiveDocuments active, PolicyCurrent policies, TargetStatuses statuses, TargetTest test)
    : TargetSystemService.TargetSystemServiceBase
{
    private const int MaxExplanation = 1024;

    public override async Task<GetTargetSystemResponse> GetTargetSystem(GetTargetSystemRequest request, ServerCallContext context)
    {
        var tenant = Caller.Of(context).Tenant;
        var name = Required.Text(request.Name, "name");
        var targets = await ListAsync(tenant, context.CancellationToken);
        return new GetTargetSystemResponse
        {
            TargetSystem = targets.FirstOrDefault(t => t.Name == name) ?? throw Unknown(name),
            Status = await statuses.GetAsync(tenant, name, context.CancellationToken),
        };
    }

    public override async Task<ListTargetSystemsResponse> ListTargetSystems(ListTargetSystemsRequest request, ServerCallContext context)
    {
        var targets = await ListAsync(Caller.Of(context).Tenant, context.CancellationToken);
        var (page, next) = Paging.Cut(targets, t => t.Name, request.PageSize, request.PageToken);
        return new ListTargetSystemsResponse { TargetSystems = { page }, NextPageToken = next };
    }

    public override async Task<TestTargetSystemResponse> TestTargetSystem(TestTargetSystemRequest request, ServerCallContext context)
    {
        var target = await FindAsync(request.Name, context);
        var (result, duration) = await test.RunAsync(target, context.CancellationToken);
        return new TestTargetSystemResponse
        {
            Succeeded = result.IsDone,
            Reason = result.Reason,
            Message = result.Message,
            Duration = Duration.FromTimeSpan(duration),
        };
    }

    public override async Task<ProbeTargetSystemResponse> ProbeTargetSystem(ProbeTargetSystemRequest request, ServerCallContext context)
    {
        var target = await FindAsync(request.Name, context);
        var (result, duration) = await test.ProbeAsync(target, context.CancellationToken);
        var response = new ProbeTargetSystemResponse
        {
            Succeeded = result.IsDone,
            Reason = result.Reason,
            Message = result.Message,
            Duration = Duration.FromTimeSpan(duration),
        };
        response.Findings.AddRange(result.Value?.Findings.Select(Message) ?? []);
        response.Settings.Add(result.Value?.Settings ?? ImmutableSortedDictionary<string, string>.Empty);
        return response;
    }

    public override async Task<SetMaintenanceResponse> SetMaintenance(SetMaintenanceRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var explanation = Required.AtMost(request.Explanation, MaxExplanation, "explanation");
        var target = await FindAsync(request.Name, context);
        await statuses.Grain(caller.Tenant, target.Name).SetMaintenanceAsync(request.Maintenance, caller.Name, explanation, context.CancellationToken);
        return new SetMaintenanceResponse { Status = await statuses.GetAsync(caller.Tenant, target.Name, context.CancellationToken) };
    }

    private static V1.ProbeFinding Message(Connectors.Capabilities.ProbeFinding finding)
    {
        var message = new V1.ProbeFinding { Feature = finding.Feature, Note = finding.Note };
        if (finding.Says is { } says)
        {
            message.Says = says;
        }

        if (finding.Does is { } does)
        {
            message.Does = does;
        }

        return message;
    }

    private static RpcException Unknown(string name) =>
        RpcErrors.NotFound(ErrorReason.TargetUnknown, "No configuration declares the target system.", name);

    private async Task<Domain.TargetSystems.TargetSystem> FindAsync(string requested, ServerCallContext context)
    {
        var name = Required.Text(requested, "name");
        var snapshot = await policies.FindAsync(Caller.Of(context).Tenant, context.CancellationToken);
        return snapshot?.FindTarget(name)?.Declaration ?? throw Unknown(name);
    }

    private async Task<IEnumerable<TargetSystem>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var documents = (await active.FindAsync(tenant, cancellationToken))?.Documents ?? [];
        return documents.Where(d => d.SpecCase == ConfigurationDocument.SpecOneofCase.TargetSystem).Select(d =>
        {
            var target = d.TargetSystem.Clone();
            target.Name = d.Name;
            return target;
        });
    }
}
