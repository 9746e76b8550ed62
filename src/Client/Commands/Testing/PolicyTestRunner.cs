using Grpc.Core;
using Prov.Client.Configuration;
using Prov.Client.Connection;
using Prov.Client.PolicyTests;
using Prov.V1;

namespace Prov.Client.Commands.Testing;

/// <summary>Sends tests to the server, so many at a time, and puts its answers to the lines that they speak of.</summary>
internal sealed class PolicyTestRunner(ProvClient client, CancellationToken cancellation)
{
    // A request stays well below the server's limit of a message.
    private const int TestsPerCall = 50;

    private readonly PolicyTestService.PolicyTestServiceClient _service = new(client.Calls);

    /// <summary>Every test with its result, in the order of the tests.</summary>
    public async Task<IReadOnlyList<PolicyTestResult>> RunAsync(IReadOnlyList<PlacedDocument> configuration, IReadOnlyList<PlacedPolicyTest> tests)
    {
        var answers = await AskAsync(configuration, [.. tests.Select(t => t.Test)], reportSteps: false);
        return [.. tests.Zip(answers, ResultOf)];
    }

    /// <summary>Every answer, in the order of the tests.</summary>
    public async Task<IReadOnlyList<RunPolicyTestsResponse>> AskAsync(
        IReadOnlyList<PlacedDocument> configuration, IReadOnlyList<PolicyTest> tests, bool reportSteps)
    {
        var answers = new List<RunPolicyTestsResponse>(tests.Count);
        foreach (var some in tests.Chunk(TestsPerCall))
        {
            var request = new RunPolicyTestsRequest
            {
                Configuration = { configuration.Select(ConfigurationKinds.ToApi) }, Tests = { some }, ReportSteps = reportSteps,
            };
            using var call = _service.RunPolicyTests(request, cancellationToken: cancellation);
            await foreach (var answer in call.ResponseStream.ReadAllAsync(cancellation))
            {
                answers.Add(answer);
            }
        }

        return answers;
    }

    private static PolicyTestResult ResultOf(PlacedPolicyTest test, RunPolicyTestsResponse answer) => new(
        answer.Name, test.Test.Statement, test.Place.File,
        [.. answer.Failures.Select(f => new PolicyTestProblem(test.Place.File, test.Place.LineOf(f.Path), f.Path, f.Message))]);
}
