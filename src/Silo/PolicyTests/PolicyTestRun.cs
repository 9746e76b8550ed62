using System.Globalization;
using Prov.Silo.Configuration;
using Prov.Silo.Messages;
using Prov.V1;

namespace Prov.Silo.PolicyTests;

/// <summary>Takes one test step by step and compares what is seen with what is expected.</summary>
internal sealed class PolicyTestRun(PolicyTest test, ITestedWorld world, bool reportSteps = false)
{
    /// <summary>Where tests begin that do not say.</summary>
    public static DateTimeOffset DefaultStart { get; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FailureList _failures = new();
    private readonly List<PolicyTestStepReport> _reports = [];
    private Dictionary<string, ConfigurationDocument> _documents = [];

    /// <summary>The instant at which a test begins.</summary>
    /// <exception cref="FormatException">It is no instant.</exception>
    public static DateTimeOffset StartOf(PolicyTest test) => test.Start is null ? DefaultStart : Instants.Read(test.Start);

    /// <summary>Runs the test on a world that is new.</summary>
    /// <param name="shared">Documents that the test's own come on top of.</param>
    public async Task<RunPolicyTestsResponse> RunAsync(IEnumerable<ConfigurationDocument> shared)
    {
        var properties = new PropertyList(test.Always, _failures);
        if (await BeginAsync(shared, properties))
        {
            for (var i = 0; i < test.Steps.Count && _failures.All.Count == 0; i++)
            {
                await StepAsync(i, test.Steps[i], properties);
            }
        }

        return new RunPolicyTestsResponse { Name = test.Name, Failures = { _failures.All }, Steps = { _reports } };
    }

    private async Task<bool> BeginAsync(IEnumerable<ConfigurationDocument> shared, PropertyList properties)
    {
        _documents = Put(_documents, shared.Concat(test.Configuration));
        foreach (var fault in await world.ConfigureAsync([.. _documents.Values]))
        {
            _failures.Add("configuration", $"The configuration is refused: {fault}.");
        }

        return _failures.All.Count == 0 && properties.Compile(DocumentReader.Read(_documents.Values).Configuration.Schema);
    }

    private async Task StepAsync(int index, PolicyTestStep step, PropertyList properties)
    {
        var path = $"steps[{index.ToString(CultureInfo.InvariantCulture)}]";
        var expected = step.Expect ?? new PolicyTestExpectation();
        try
        {
            await ActAsync(path, index, step, expected);
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Instants and periods beyond all bounds: no step of a calendar.
            _failures.Add(path, $"The step cannot be taken: {fault.Message}");
            return;
        }

        for (var i = 0; i < expected.Identities.Count; i++)
        {
            await new IdentityComparison(world, _failures).RunAsync($"{path}.expect.identities[{i}]", expected.Identities[i]);
        }

        if (test.Always.Count > 0 || reportSteps)
        {
            var identities = await world.AllAsync();
            properties.Check(path, identities);
            _reports.Add(StepReport.Of(identities));
        }
    }

    private Task ActAsync(string path, int index, PolicyTestStep step, PolicyTestExpectation expected) => step.ActionCase switch
    {
        PolicyTestStep.ActionOneofCase.Event => SubmitAsync(path, index, step.Event, expected),
        PolicyTestStep.ActionOneofCase.Clock => MoveAsync(path, Instants.Read(step.Clock)),
        PolicyTestStep.ActionOneofCase.Wait => MoveAsync(path, world.Now + step.Wait.ToTimeSpan()),
        PolicyTestStep.ActionOneofCase.Configure => ConfigureAsync(path, step.Configure, expected),
        PolicyTestStep.ActionOneofCase.Target => world.ChangeAsync(step.Target),
        PolicyTestStep.ActionOneofCase.Give or PolicyTestStep.ActionOneofCase.Revoke =>
            new GrantSteps(world, _failures).RunAsync(path, index, step, expected),
        _ => Task.CompletedTask,
    };

    private async Task SubmitAsync(string path, int index, PolicyTestEvent message, PolicyTestExpectation expected)
    {
        var answer = await world.SubmitAsync(EventOf(index, message));
        _failures.Compare(path + ".expect.refused", expected.Refused, answer.Refused);
        var outcome = answer.Receipt?.Outcome ?? EventReceipt.Types.Outcome.Unspecified;
        if (expected.Receipt != EventReceipt.Types.Outcome.Unspecified && expected.Receipt != outcome)
        {
            _failures.Differs(path + ".expect.receipt", expected.Receipt.ToString().ToLowerInvariant(), outcome.ToString().ToLowerInvariant());
        }

        if (expected.RepeatedEvent != (answer.Receipt?.Repeated ?? false))
        {
            _failures.Differs(path + ".expect.repeatedEvent", expected.RepeatedEvent ? "a repeat" : "a new event", expected.RepeatedEvent ? "a new event" : "a repeat");
        }
    }

    private LifecycleEvent EventOf(int index, PolicyTestEvent message)
    {
        var (source, key) = RecordName.Split(message.Of);
        var lifecycleEvent = new LifecycleEvent
        {
            Source = source,
            SourceKey = key,
            EventId = message.Id.Length > 0 ? message.Id : $"step-{index + 1}",
            Kind = message.Kind,
            EffectiveAt = message.EffectiveAt,
            Emergency = message.Emergency,
            Attributes = { message.Attributes },
        };
        if (message.HasSequence)
        {
            lifecycleEvent.Sequence = message.Sequence;
        }

        TestValues.Fit(lifecycleEvent.Attributes, _documents.GetValueOrDefault("AuthoritativeSource/" + source)?.AuthoritativeSource);
        return lifecycleEvent;
    }

    private async Task MoveAsync(string path, DateTimeOffset instant)
    {
        if (instant < world.Now)
        {
            _failures.Add(path, $"The clock is at {world.Now:O} already and cannot go back.");
            return;
        }

        await world.MoveToAsync(instant);
    }

    private async Task ConfigureAsync(string path, PolicyTestChange change, PolicyTestExpectation expected)
    {
        foreach (var unknown in change.Remove.Where(r => !_documents.ContainsKey(r)))
        {
            _failures.Add(path + ".configure.remove", $"There is no document {unknown}.");
        }

        var next = Put(_documents, change.Put);
        foreach (var removed in change.Remove)
        {
            next.Remove(removed);
        }

        var faults = await world.ConfigureAsync([.. next.Values]);
        _failures.Compare(path + ".expect.faults", expected.Faults, faults);
        _documents = faults.IsEmpty ? next : _documents;
    }

    private static Dictionary<string, ConfigurationDocument> Put(
        Dictionary<string, ConfigurationDocument> documents, IEnumerable<ConfigurationDocument> changes)
    {
        var next = new Dictionary<string, ConfigurationDocument>(documents, StringComparer.Ordinal);
        foreach (var document in changes)
        {
            next[DocumentName.Of(document).ToString()] = document;
        }

        return next;
    }
}
