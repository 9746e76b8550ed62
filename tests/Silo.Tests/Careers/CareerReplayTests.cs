using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Careers;

/// <summary>A thousand careers through the API into real target systems, compared with the independent model.</summary>
public sealed class CareerReplayTests
{
    private const int Seed = 20261;

    /// <summary>What becomes of an old event that comes again under another id.</summary>
    private static readonly EventReceipt.Types.Outcome?[] _idle = [EventReceipt.Types.Outcome.Unchanged, EventReceipt.Types.Outcome.Superseded];

    [Fact]
    public async Task Replay_AllCareers_EndsAsTheModelPredicts()
    {
        var tables = Tables();
        var store = await (await SharedServers.PostgresAsync()).CreateDatabaseAsync();
        await using var setting = await CareerSetting.StartAsync(tables, OnPostgreSql(store));
        var (events, expected) = (CareerHistory.Of(tables), CareerModel.Predict(tables));

        Assert.Equal([], Refused(await setting.SubmitAsync(events)));
        var generations = await setting.ConvergedAsync(expected.Count);
        await AssertTargetsAsync(setting, expected.Values);

        var journals = await setting.JournalsAsync();
        Assert.All(await setting.SubmitAsync(events), a => Assert.True(a.Receipt?.Repeated, a.ToString()));
        var renamed = events.Select(e => e with { Id = $"{e.Id}:again" });
        Assert.All(await setting.SubmitAsync(renamed), a => Assert.Contains(a.Receipt?.Outcome, _idle));
        Assert.Equal(generations, await setting.ConvergedAsync(expected.Count));
        Assert.Equal(journals, await setting.JournalsAsync());
    }

    [Fact]
    public async Task Replay_ShuffledAcrossPeople_EndsAsTheModelPredicts()
    {
        var tables = Tables();
        await using var setting = await CareerSetting.StartAsync(tables);
        var expected = CareerModel.Predict(tables);

        Assert.Equal([], Refused(await setting.SubmitAsync(Shuffled(CareerHistory.Of(tables)))));
        await setting.ConvergedAsync(expected.Count);
        await AssertTargetsAsync(setting, expected.Values);
    }

    private static CareerTables Tables()
    {
        var tables = CareerTables.Find();
        if (tables is null)
        {
            Assert.Skip("There are no employee tables: put them into shared/data/hr-small in or beside a folder above the build.");
        }

        return tables;
    }

    private static SiloProcessOptions OnPostgreSql(string connection) => new()
    {
        Environment = new Dictionary<string, string>
        {
            ["Prov__Store__Provider"] = "PostgreSql",
            ["Prov__Store__ConnectionString"] = connection,
        },
    };

    private static IEnumerable<string> Refused(IEnumerable<StreamEventsResponse> answers) =>
        answers.Where(a => a.Error is not null || a.Receipt.Repeated).Select(a => a.ToString());

    /// <summary>The people in a random order of turns; each turn takes the person's next event.</summary>
    private static IEnumerable<CareerEvent> Shuffled(IReadOnlyList<CareerEvent> events)
    {
        var turns = events.Select(e => e.Number).ToArray();
        new Random(Seed).Shuffle(turns);
        var remaining = events.GroupBy(e => e.Number).ToDictionary(g => g.Key, g => new Queue<CareerEvent>(g.OrderBy(e => e.Sequence)));
        return turns.Select(number => remaining[number].Dequeue());
    }

    private static async Task AssertTargetsAsync(CareerSetting setting, IEnumerable<ExpectedPerson> expected)
    {
        foreach (var target in setting.Targets)
        {
            var lines = await target.ReadAsync();
            Assert.Equal(expected.Select(target.Expect).Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        }
    }
}
