using System.Globalization;
using System.Text.Json;
using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Preview;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Preview;

/// <summary>What a preview shows is what then reaches the targets: over random configurations, people and events.</summary>
public class PreviewEqualsExecutionTests
{
    private const int Enterprises = 500;
    private const int EventsPerPerson = 2;

    /// <summary>People in each enterprise; <c>PROV_TEST_PREVIEW_PEOPLE=10000</c> is the full size, for which one needs an hour.</summary>
    private static readonly int _people =
        int.Parse(Environment.GetEnvironmentVariable("PROV_TEST_PREVIEW_PEOPLE") ?? "40", CultureInfo.InvariantCulture);

    [Fact]
    public void Plan_RandomEventsAndConfigurations_IsWhatReachesTheTargets()
    {
        var (writes, screenedOut, concerned) = (0L, 0L, 0L);
        Parallel.For(0, Enterprises, seed =>
        {
            var world = new World(seed, _people);
            world.PlayEvents();
            world.ChangeConfiguration();
            world.PlayEvents();
            world.Targets.AssertSame();
            Interlocked.Add(ref writes, world.Targets.Writes);
            Interlocked.Add(ref screenedOut, world.ScreenedOut);
            Interlocked.Add(ref concerned, world.Concerned);
        });

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Enterprises} configurations of {_people} people: {writes} calls at targets; a change concerned {concerned} people, passed over {screenedOut}.");
        Assert.True(writes > Enterprises * _people, $"Only {writes} calls reached the targets.");
        Assert.True(screenedOut > concerned / 10, $"Only {screenedOut} of {screenedOut + concerned} were told apart.");
    }

    private sealed class World
    {
        private readonly RandomEnterprise _enterprise;
        private readonly Dictionary<int, Identity> _people = [];
        private readonly int _count;
        private PolicySnapshot _snapshot;
        private DateTimeOffset _now = Setup.Now;
        private int _turn;

        public World(int seed, int count)
        {
            _count = count;
            _enterprise = new RandomEnterprise(seed);
            _snapshot = Setup.Compile(_enterprise.Configuration());
        }

        public MemoryTargets Targets { get; } = new();

        public int ScreenedOut { get; private set; }

        public int Concerned { get; private set; }

        public void PlayEvents()
        {
            for (var i = 0; i < _count * EventsPerPerson; i++)
            {
                // Each enterprise sees the same months, whether few people or many live them.
                _now += TimeSpan.FromHours(_enterprise.Next(60)) * 40 / _count;
                var person = i < _count ? i : _enterprise.Next(_count);
                var lifecycleEvent = _enterprise.Event(person, _turn++, _now);
                Commit(person, Decide(person, lifecycleEvent));
                GiveSometimes(person);
            }
        }

        private void GiveSometimes(int person)
        {
            var roles = _snapshot.Configuration.Roles;
            if (roles.Length == 0 || _enterprise.Next(10) > 0 || !_people.TryGetValue(person, out var identity))
            {
                return;
            }

            var grant = new DirectGrant { Id = $"grt-{_turn}", Kind = GrantKind.Role, Name = roles[_enterprise.Next(roles.Length)].Name, GivenAt = _now };
            var change = new GrantChange
            {
                Tenant = Setup.Tenant, IdentityId = identity.Id, RequestId = grant.Id, GrantId = grant.Id, Kind = GrantChangeKind.Give, Grant = grant,
            };
            Commit(person, LifecycleDecision.DecideGrantChange(identity, change, _snapshot, _now, new DecisionContext(Setup.Tenant, identity.Id)));
        }

        /// <summary>The new version for everybody: those whom the screen passes over must be such that nothing changes.</summary>
        public void ChangeConfiguration()
        {
            // Everyone is up to date with the clock, so that what changes is the configuration's doing.
            foreach (var person in _people.Keys)
            {
                Commit(person, Decide(person, null));
            }

            var next = Setup.Compile(_enterprise.Changed(_snapshot.Configuration), _snapshot.Version + 1);
            var change = ConfigurationChange.Between(_snapshot, next);
            var (screen, reader) = (change.Screen(_now), change.Reader());
            _snapshot = next;
            foreach (var person in _people.Keys)
            {
                var decision = Decide(person, null);
                var own = change.ConcernsOwnGrants && (!_people[person].DirectGrants.IsEmpty || _people[person].Grants.Any(g => g.RemoveAt is not null));
                if (change.ConcernsEveryone is null && !own && !IsConcerned(_people[person], screen, reader))
                {
                    ScreenedOut++;
                    Assert.False(decision.Changed, $"Identity {person} was passed over, but changes: {string.Join(", ", decision.Audit.Select(a => a.Action))}");
                    continue;
                }

                Concerned++;
                Commit(person, decision);
            }
        }

        private bool IsConcerned(Identity identity, ChangeScreen screen, AttributeReader reader)
        {
            if (identity.State is not (LifecycleState.Active or LifecycleState.Suspended))
            {
                return false;
            }

            // As the store keeps them: without the secret ones.
            var attributes = JsonSerializer.SerializeToUtf8Bytes(identity.Attributes.RemoveRange(_snapshot.SecretAttributes));
            reader.Read(identity.Id, identity.State, attributes);
            return screen.Concerns(reader.Identity);
        }

        private Decision Decide(int person, LifecycleEvent? lifecycleEvent)
        {
            var id = "idn-" + person.ToString(CultureInfo.InvariantCulture);
            return LifecycleDecision.Decide(_people.GetValueOrDefault(person), lifecycleEvent, _snapshot, _now, new DecisionContext(Setup.Tenant, id));
        }

        private void Commit(int person, Decision decision)
        {
            if (decision.Refusal is not null || !decision.Changed)
            {
                return;
            }

            var plan = new IdentityPlanner(_snapshot).Plan(_people.GetValueOrDefault(person), decision, Targets.Known);
            Targets.Preview(plan);
            _people[person] = decision.Next;
            Targets.Execute(decision.Next, _snapshot);
            Targets.AssertSame(decision.Next, $"Identity {person}: {string.Join(", ", plan.Effects.Select(e => $"{e.Kind} {e.Target} {e.Name}"))}");
        }
    }
}
