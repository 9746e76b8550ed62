using Grpc.Core;
using Prov.Domain;
using Prov.Silo.Configuration;
using Prov.Silo.Errors;
using Prov.Silo.PolicyTests;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Runs policy tests in memory: reads no store, reaches no target.</summary>
internal sealed class PolicyTestings(ConfigurationCheck check) : PolicyTestService.PolicyTestServiceBase
{
    public override async Task RunPolicyTests(
        RunPolicyTestsRequest request, IServerStreamWriter<RunPolicyTestsResponse> responseStream, ServerCallContext context)
    {
        CheckRequest(request);
        foreach (var test in request.Tests)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var world = new SimulatedTestWorld(check, StartOf(test));
            await responseStream.WriteAsync(
                await new PolicyTestRun(test, world, request.ReportSteps).RunAsync(request.Configuration), context.CancellationToken);
        }
    }

    private static DateTimeOffset StartOf(PolicyTest test)
    {
        try
        {
            return PolicyTestRun.StartOf(test);
        }
        catch (FormatException fault)
        {
            throw RpcErrors.Invalid(ErrorReason.FieldInvalid, "start", fault.Message);
        }
    }

    private static void CheckRequest(RunPolicyTestsRequest request)
    {
        if (request.Tests.Count == 0)
        {
            throw RpcErrors.Invalid(ErrorReason.FieldMissing, "tests", "Give a test.");
        }

        if (request.Tests.Count > Limits.PolicyTestsPerCallCount)
        {
            throw RpcErrors.Invalid(ErrorReason.TooMany, "tests", $"Give at most {Limits.PolicyTestsPerCallCount} tests.");
        }

        for (var i = 0; i < request.Tests.Count; i++)
        {
            if (request.Tests[i].Steps.Count > Limits.StepsPerPolicyTestCount)
            {
                throw RpcErrors.Invalid(ErrorReason.TooMany, $"tests[{i}].steps", $"Give at most {Limits.StepsPerPolicyTestCount} steps.");
            }
        }
    }
}
