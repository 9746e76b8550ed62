using Prov.Cluster.Tests.Load;
using Prov.Cluster.Tests.People;
using Prov.Cluster.Tests.Targets;
using Prov.V1;
using Kind = Prov.V1.LifecycleEvent.Types.Kind;

namespace Prov.Cluster.Tests.Checks;

/// <summary>Writes a history by hand, one minute between two steps, as the checker's tests need it.</summary>
internal sealed class HistoryBuilder
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private readonly Dictionary<long, TargetAccount> accounts = [];
    private DateTimeOffset now = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private long lastId;

    public List<Attempt> Attempts { get; } = [];

    public List<JournalEntry> Journal { get; } = [];

    public static Person Ada { get; } = new("E00001", "Ada", "Berg");

    public static Person Boris { get; } = new("E00002", "Boris", "Berg");

    /// <summary>Adds an event that was acknowledged at its first submission.</summary>
    public HistoryBuilder Event(Person person, long sequence, Kind kind, string? department = null)
    {
        now += Step;
        var step = new CareerEvent(person, sequence, kind) { Department = department };
        Attempts.Add(new Attempt(step, "one", now, now.AddSeconds(1))
        {
            Receipt = new EventReceipt
            {
                EventId = step.Id,
                IdentityId = "identity-" + person.Key,
                Generation = sequence,
                Outcome = EventReceipt.Types.Outcome.Applied,
            },
        });
        return this;
    }

    /// <summary>Adds an insertion.</summary>
    public HistoryBuilder Insert(TargetTable table, Person person, string department, long mark, string? login = null)
    {
        var account = new TargetAccount(
            table, ++lastId, login ?? ReferenceModel.Login(person, table), person.Key, true, department, mark);
        return Write(JournalChange.Insert, null, account);
    }

    /// <summary>Adds a change of the person's only account.</summary>
    public HistoryBuilder Update(TargetTable table, Person person, Func<TargetAccount, TargetAccount> change)
    {
        var before = accounts.Values.Single(a => a.Table == table && a.EmployeeNumber == person.Key);
        return Write(JournalChange.Update, before, change(before));
    }

    /// <summary>Adds a deletion of the person's only account.</summary>
    public HistoryBuilder Delete(TargetTable table, Person person) =>
        Write(JournalChange.Delete, accounts.Values.Single(a => a.Table == table && a.EmployeeNumber == person.Key), null);

    /// <summary>Adds a deletion of the oldest account.</summary>
    public HistoryBuilder DeleteFirst() => Write(JournalChange.Delete, accounts[accounts.Keys.Min()], null);

    /// <summary>Changes the last attempt.</summary>
    public HistoryBuilder ReplaceLast(Func<Attempt, Attempt> change)
    {
        Attempts[^1] = change(Attempts[^1]);
        return this;
    }

    /// <summary>The history, whose accounts at the end hold the rights that the model says, or those given.</summary>
    public History Build(Func<TargetAccount, IReadOnlyList<string>>? rights = null)
    {
        var people = ReferenceModel.Predict(Attempts).ToDictionary(p => p.Person.Key);
        rights ??= account => people.TryGetValue(account.EmployeeNumber, out var state) ? ReferenceModel.Rights(state, account.Table) : [];
        return new History(Attempts, Journal, [.. accounts.Values.Select(a => a with { Rights = rights(a) })]);
    }

    private HistoryBuilder Write(JournalChange change, TargetAccount? before, TargetAccount? after)
    {
        now += Step;
        Journal.Add(new JournalEntry(Journal.Count + 1, now, change, before, after));
        accounts.Remove((before ?? after)!.Id);
        if (after is not null)
        {
            accounts.Add(after.Id, after);
        }

        return this;
    }
}
