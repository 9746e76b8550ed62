using System.Diagnostics;
using System.Globalization;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;

namespace Prov.Grains.Tests.Accounts;

/// <summary>
/// Three real targets that lose three of ten answers while people join, move, leave and come back: for 10 seconds, or as many as
/// <c>PROV_LOST_REPLY_SECONDS</c> says.
/// </summary>
public sealed class LostReplyTests
{
    private const int Workers = 6;
    private static readonly string[] _names = ["Anna", "Bert", "Carla", "Dora", "Emil"];

    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("PROV_LOST_REPLY_SECONDS"), CultureInfo.InvariantCulture, out var set) ? set : 10);

    [Fact]
    public async Task Converge_ThreeTargetsThatLoseReplies_EveryAccountIsThereOnceAndAgreesWithinAMinute()
    {
        await using var targets = await LiarTargets.StartAsync();
        var people = (await Task.WhenAll(Enumerable.Range(0, Workers).Select(w => Task.Run(() => LiveAsync(targets, w))))).SelectMany(p => p).ToList();

        await targets.LieAsync(false);
        var since = Stopwatch.GetTimestamp();
        while ((await targets.Store.CountAsync("t", CancellationToken.None)).AccountsNotConverged > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromMinutes(1), "not converged within a minute");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.True(people.Count > 10 * Workers);
        foreach (var target in LiarTargets.Targets)
        {
            var accounts = await targets.ReadAsync(target);
            Assert.Equal(accounts.Count, accounts.Select(a => a.Login.ToUpperInvariant()).Distinct().Count());
            var known = accounts.ToDictionary(a => a.Number);

            // Who left before the account was made never had one.
            var expected = people.Where(p => p.Here || known.ContainsKey(p.Number));
            Assert.Equal(
                expected.Select(p => $"{p.Number} {p.Name} {p.Here}").Order(StringComparer.Ordinal),
                accounts.Select(a => $"{a.Number} {a.Name} {a.Enabled}").Order(StringComparer.Ordinal));
        }
    }

    /// <summary>One source of events about people of its own, each event acknowledged before the next; returns what should be in the end.</summary>
    private static async Task<IEnumerable<Person>> LiveAsync(LiarTargets targets, int worker)
    {
        var (random, people, begun, events) = (new Random(worker), new List<Person>(), Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(begun) < _duration)
        {
            var person = people.Count == 0 || random.Next(3) == 0
                ? new Person(string.Create(CultureInfo.InvariantCulture, $"{worker}-{people.Count}"))
                : people[random.Next(people.Count)];
            var kind = !person.Here ? LifecycleEventKind.Join : random.Next(2) == 0 ? LifecycleEventKind.Move : LifecycleEventKind.Leave;
            var name = $"{_names[random.Next(_names.Length)]} {random.Next(3)}";
            await SubmitAsync(targets, person.Number, kind, name, string.Create(CultureInfo.InvariantCulture, $"{worker}:{events++}"));
            if (person.Name.Length == 0)
            {
                people.Add(person);
            }

            (person.Here, person.Name) = (kind != LifecycleEventKind.Leave, kind == LifecycleEventKind.Leave ? person.Name : name);
            await Task.Delay(20);
        }

        return people;
    }

    private static async Task SubmitAsync(LiarTargets targets, string number, LifecycleEventKind kind, string name, string eventId)
    {
        var attributes = AttributeSet.Empty.Add("name", Value.From(name));
        var answer = await targets.Submitter.SubmitAsync(
            new()
            {
                Tenant = "t", Source = "hr", SourceKey = number, EventId = eventId, Kind = kind,
                Attributes = kind switch
                {
                    LifecycleEventKind.Join => attributes.Add("number", Value.From(number)),
                    LifecycleEventKind.Move => attributes,
                    _ => AttributeSet.Empty,
                },
            },
            CancellationToken.None);
        Assert.Null(answer.Refusal?.Faults[0].Message);
    }

    private sealed record Person(string Number)
    {
        public bool Here { get; set; }

        public string Name { get; set; } = "";
    }
}
