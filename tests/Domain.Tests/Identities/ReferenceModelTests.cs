using System.Collections.Immutable;
using CsCheck;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Identities;

/// <summary>Random careers, with repeats, reordering and dates in the future, against the second opinion.</summary>
public class ReferenceModelTests
{
    private const int Ticks = 160;

    private static readonly Gen<ReferencePerson.Fields> _fields = Gen.Select(
        Gen.OneOf<string?>("A", "B", "C", null), Gen.Int[-10, 40], Gen.Int[-10, 80], Gen.Int[0, 5],
        (department, hired, left, which) => new ReferencePerson.Fields(department, which == 0 ? hired : null, which is 0 or 1 ? left : null));

    private static readonly Gen<(int Tick, ReferencePerson.Statement Said)> _step = Gen.Select(
        Gen.Int[0, 60],
        Gen.OneOf("join", "join", "record", "record", "move", "leave", "suspend", "resume"),
        Gen.Int[-15, 15],
        Gen.Int[-4, 30],
        _fields,
        Gen.OneOf<string?>(null, null, "x", "y"),
        (tick, kind, sequence, ahead, fields, digest) => (tick, new ReferencePerson.Statement(
            kind,
            sequence < 0 ? null : sequence,
            ahead <= 0 ? null : tick + ahead,
            kind is "leave" or "suspend" or "resume" ? new(null, null, null) : fields,
            kind == "record" ? digest : kind == "leave" && digest == "x" ? "" : null)));

    [Fact]
    public void Decide_AnyCareer_AgreesWithTheReference() =>
        _step.Array[1, 14].Sample(steps => Live([.. steps.OrderBy(s => s.Tick)]), iter: 3_000);

    private static void Live(ImmutableArray<(int Tick, ReferencePerson.Statement Said)> steps)
    {
        var (career, reference) = (new Career(), new ReferencePerson());
        for (var tick = 0; tick < Ticks; tick++)
        {
            Sweep(career, tick);
            reference.Look(tick);
            Compare(career, reference);
            foreach (var (_, said) in steps.Where(s => s.Tick == tick))
            {
                var epoch = career.Identity?.Epoch ?? 0;
                var outcome = OutcomeOf(career.Submit(EventOf(said)));
                Assert.Equal(reference.Hear(said, tick), outcome);
                Assert.True((career.Identity?.Epoch ?? 0) >= epoch);
                Compare(career, reference);
                Assert.True(career.Identity is null || !career.Evaluate().Changed, "A second look changed something.");
            }
        }
    }

    /// <summary>Moves the clock: exactly at the announced instant something changes, at no other.</summary>
    private static void Sweep(Career career, int tick)
    {
        var instant = Instant(tick);
        if (career.Identity is null)
        {
            career.After(instant - career.Now);
            return;
        }

        var announced = career.Identity.NextEvaluation;
        Assert.True(announced is null || announced >= instant, "An announced instant was passed over.");
        Assert.False(tick > 0 && career.At(instant.AddTicks(-1)).Changed, "Something changed before the announced instant.");
        Assert.Equal(announced == instant, career.At(instant).Changed);
    }

    private static void Compare(Career career, ReferencePerson reference)
    {
        if (career.Identity is not { } identity)
        {
            Assert.Equal("", reference.State);
            return;
        }

        Assert.Equal(reference.State, identity.State.ToString().ToLowerInvariant());
        Assert.Equal(reference.Epoch, identity.Epoch);
        Assert.Equal(Value.From(reference.Department), identity.Attributes.GetValueOrDefault("department"));
        var account = identity.Accounts.SingleOrDefault();
        Assert.Equal(reference.Account, account?.State.ToString().ToLowerInvariant() ?? "");
        Assert.Equal(reference.DeleteTick is { } delete ? Instant(delete) : null, account?.DeleteAt);
        Assert.True(identity.State == LifecycleState.Active || account?.State != AccountState.Enabled, "Enabled, but not active.");
        Assert.Equal(account is { State: not AccountState.Absent }, identity.Reservations.Any(r => r.Space == "account:directory"));
    }

    private static DateTimeOffset Instant(int tick) => Setup.Now.AddHours(12 * tick);

    private static string OutcomeOf(Decision decision) => decision switch
    {
        { Refusal: not null } => "refused",
        { Outcome: EventOutcome.Superseded } => "superseded",
        { Outcome: EventOutcome.Scheduled } => "scheduled",
        _ => "accepted",
    };

    private static LifecycleEvent EventOf(ReferencePerson.Statement said)
    {
        var (department, hired, left) = said.Fields;
        var kind = Enum.Parse<LifecycleEventKind>(said.Kind, ignoreCase: true);
        return Setup.Event(kind, null, said.Sequence, said.AtTick is { } at ? Instant(at) : null) with
        {
            ContentDigest = said.Digest,
            Attributes = kind switch
            {
                LifecycleEventKind.Move => Setup.Attributes(("department", Value.From(department))),
                LifecycleEventKind.Join or LifecycleEventKind.Record => Setup.Jane().SetItem("department", Value.From(department))
                    .SetItem("hired", hired is { } h ? Value.From(Instant(h)) : Value.Null)
                    .SetItem("left", left is { } l ? Value.From(Instant(l)) : Value.Null),
                _ => AttributeSet.Empty,
            },
        };
    }
}
