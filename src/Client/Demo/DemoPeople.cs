using Prov.Client.Demo.Check;

namespace Prov.Client.Demo;

/// <summary>The people of the feed, and what the demo's own events make of them.</summary>
internal sealed class DemoPeople
{
    public const string Source = "hr";

    private readonly Dictionary<string, FeedPerson> _all;
    private readonly DateOnly _today;

    private DemoPeople(IEnumerable<FeedPerson> people, DateOnly today)
    {
        (_all, _today) = (people.ToDictionary(p => p.Number), today);
        Mover = Pick(p => p.Department == "Support" && IsOrdinary(p));
        Leaver = Pick(p => p.Department == "Sales" && IsOrdinary(p));
        Returner = Pick(p => p.Department == "Marketing" && !p.IsHere(today) && p.End is not null);
    }

    /// <summary>Goes from Support to Engineering.</summary>
    public FeedPerson Mover { get; }

    public FeedPerson Leaver { get; }

    /// <summary>Left years ago, and is hired again.</summary>
    public FeedPerson Returner { get; }

    public IEnumerable<FeedPerson> Here => _all.Values.Where(p => p.IsHere(_today));

    public DateOnly Today => _today;

    public static DemoPeople Read(string feed, DateOnly today) => new(FeedPerson.Read(feed), today);

    /// <summary>What an event changes, kept beside the feed so that the check knows it without asking Prov.</summary>
    public void Change(FeedPerson person) => _all[person.Number] = person;

    private bool IsOrdinary(FeedPerson person) =>
        person.IsHere(_today) && person.EmploymentType == "employee" && !person.Title.EndsWith("Manager", StringComparison.Ordinal);

    private FeedPerson Pick(Func<FeedPerson, bool> fits) => _all.Values.First(fits);
}
