using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

[Collection(SiloCollection.Name)]
public sealed class PolicyTestingsTests(RunningSilo silo)
{
    private readonly PolicyTestService.PolicyTestServiceClient _tests = new(silo.Calls);

    [Fact]
    public async Task RunPolicyTests_ReportsAsked_TellsWhatEachIdentityHas()
    {
        var answer = Assert.Single(await RunAsync(new() { Configuration = { Documents.All() }, Tests = { Joiner() }, ReportSteps = true }));

        Assert.Empty(answer.Failures);
        var identity = Assert.Single(Assert.Single(answer.Steps).Identities);
        Assert.Equal(("hr/1", Identity.Types.State.Active), (identity.Of, identity.State));
        Assert.Equal("Okafor", Assert.Single(identity.Accounts).Name);
    }

    [Fact]
    public async Task RunPolicyTests_FaultyConfiguration_FailsTheTestNotTheCall()
    {
        var answer = Assert.Single(await RunAsync(new() { Configuration = { Documents.Everyone("identity.nothing") }, Tests = { Joiner() } }));

        Assert.Contains(answer.Failures, f => f.Path == "configuration" && f.Message.Contains("UNKNOWN_ATTRIBUTE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunPolicyTests_ClockThatGoesBack_Fails()
    {
        var test = Joiner();
        test.Steps.Add(new PolicyTestStep { Clock = new() });

        var failure = Assert.Single(Assert.Single(await RunAsync(new() { Configuration = { Documents.All() }, Tests = { test } })).Failures);

        Assert.Equal("steps[1]", failure.Path);
    }

    [Fact]
    public async Task RunPolicyTests_PeriodBeyondAllBounds_FailsTheTestNotTheCall()
    {
        var test = Joiner();
        test.Steps.Add(new PolicyTestStep { Wait = new() { Seconds = 315_576_000_000 } });

        Assert.Single(Assert.Single(await RunAsync(new() { Configuration = { Documents.All() }, Tests = { test } })).Failures);
    }

    [Fact]
    public Task RunPolicyTests_NoTest_IsRefused() =>
        Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", () => RunAsync(new()));

    [Fact]
    public Task RunPolicyTests_TooManyTests_IsRefused() =>
        Fail.WithAsync(StatusCode.InvalidArgument, "TOO_MANY", () => RunAsync(new() { Tests = { Enumerable.Repeat(Joiner(), 1001) } }));

    private static PolicyTest Joiner() => new()
    {
        Statement = "A joiner has an account.",
        Steps =
        {
            new PolicyTestStep
            {
                Event = new()
                {
                    Of = "hr/1", Kind = LifecycleEvent.Types.Kind.Join, Attributes = { ["family_name"] = new() { StringValue = "Okafor" } },
                },
            },
        },
    };

    private async Task<IReadOnlyList<RunPolicyTestsResponse>> RunAsync(RunPolicyTestsRequest request)
    {
        using var call = _tests.RunPolicyTests(request);
        var answers = new List<RunPolicyTestsResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
        {
            answers.Add(answer);
        }

        return answers;
    }
}
