using Prov.Cluster.Tests.Load;
using Prov.V1;
using Outcome = Prov.V1.EventReceipt.Types.Outcome;

namespace Prov.Cluster.Tests.Checks;

/// <summary>Every event was acknowledged; all answers to one event agree; everyone is one identity, whose generation rises.</summary>
public static class ReceiptCheck
{
    /// <summary>Every answer that does not fit.</summary>
    public static IEnumerable<Violation> Run(History history)
    {
        var lives = history.Attempts.GroupBy(a => a.Event.Person.Key).ToList();
        return lives.SelectMany(CheckLife).Concat(SharedIdentities(history.Attempts));
    }

    private static IEnumerable<Violation> CheckLife(IGrouping<string, Attempt> life)
    {
        var events = life.GroupBy(a => a.Event.Sequence).OrderBy(e => e.Key).ToList();
        var violations = events.SelectMany(e => CheckEvent([.. e.OrderBy(a => a.InvokedAt)])).ToList();
        var receipts = events.Select(e => e.FirstOrDefault(a => a.Receipt is not null)?.Receipt).OfType<EventReceipt>().ToList();
        if (receipts.Select(r => r.IdentityId).Distinct().Count() > 1)
        {
            violations.Add(new("IDENTITY_TWICE", life.Key, "answers name several identities"));
        }

        violations.AddRange(receipts.Zip(receipts.Skip(1))
            .Where(pair => pair.Second.Generation <= pair.First.Generation)
            .Select(pair => new Violation("GENERATION_FELL", pair.Second.EventId, $"{pair.Second.Generation} after {pair.First.Generation}")));
        return violations;
    }

    private static IEnumerable<Violation> CheckEvent(IReadOnlyList<Attempt> attempts)
    {
        var id = attempts[0].Event.Id;
        var receipts = attempts.Where(a => a.Receipt is not null).Select(a => a.Receipt!).ToList();
        if (receipts.Count == 0)
        {
            return [new("NOT_ACKNOWLEDGED", id, attempts[^1].Failure ?? "no answer")];
        }

        return
        [
            .. Same(id, receipts),
            .. Once(id, attempts, receipts),
            .. receipts.Take(1).Where(r => !Fits(attempts[0], r)).Select(r => new Violation("OUTCOME_WRONG", id, r.Outcome.ToString())),
        ];
    }

    private static IEnumerable<Violation> Same(string id, IReadOnlyList<EventReceipt> receipts)
    {
        var distinct = receipts.Select(r => (r.EventId, r.IdentityId, r.Outcome, r.Generation)).Distinct().ToList();
        return distinct.Count > 1 || distinct[0].EventId != id
            ? [new Violation("RECEIPTS_DIFFER", id, string.Join("; ", distinct))]
            : [];
    }

    // An answer can be lost, so that the client sees repeats only; but then it has sent the event before.
    private static IEnumerable<Violation> Once(string id, IReadOnlyList<Attempt> attempts, IReadOnlyList<EventReceipt> receipts)
    {
        if (receipts.Count(r => !r.Repeated) > 1)
        {
            yield return new("ACCEPTED_TWICE", id, $"{receipts.Count(r => !r.Repeated)} answers say that it is new");
        }

        if (attempts[0].Receipt is { Repeated: true })
        {
            yield return new("REPEATED_AT_FIRST", id, "the first submission was answered as a repeat");
        }
    }

    private static bool Fits(Attempt attempt, EventReceipt receipt) =>
        receipt.Outcome == Outcome.Applied || (receipt.Outcome == Outcome.Scheduled && attempt.Event.EffectiveAt is not null);

    private static IEnumerable<Violation> SharedIdentities(IEnumerable<Attempt> attempts) =>
        from identity in attempts.Where(a => a.Receipt is not null).GroupBy(a => a.Receipt!.IdentityId)
        let people = identity.Select(a => a.Event.Person.Key).Distinct().ToList()
        where people.Count > 1
        select new Violation("IDENTITY_SHARED", identity.Key, string.Join(", ", people));
}
