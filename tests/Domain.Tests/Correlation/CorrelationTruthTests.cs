using System.Globalization;
using Prov.Domain.Correlation;

namespace Prov.Domain.Tests.Correlation;

/// <summary>Two sources over 100,000 people with known truth: nobody may get what is another's.</summary>
public class CorrelationTruthTests(ITestOutputHelper output)
{
    private const int People = 100_000;

    [Fact]
    public void TwoSources_CollisionsTyposLateAndMissingRows_NoWrongLink()
    {
        var registry = new MemoryRegistry(Registry.Snapshot);
        var truth = new Dictionary<string, int>(StringComparer.Ordinal);
        var known = new HashSet<int>();
        var (right, wrong, missed, created, asked, askedOfKnown) = (0, 0, 0, 0, 0, 0);
        foreach (var row in new Population(seed: 20_260_301, People).Rows())
        {
            var (verdict, id) = registry.Take(row.Event);
            var isKnown = known.Contains(row.Person);
            switch (verdict.Outcome)
            {
                case MatchOutcome.Link when truth[id!] == row.Person:
                    right++;
                    break;
                case MatchOutcome.Link:
                    wrong++;
                    break;
                case MatchOutcome.Create:
                    (created, missed) = (created + 1, missed + (isKnown ? 1 : 0));
                    truth.Add(id!, row.Person);
                    known.Add(row.Person);
                    break;
                default:
                    (asked, askedOfKnown) = (asked + 1, askedOfKnown + (isKnown ? 1 : 0));
                    break;
            }
        }

        var rows = right + wrong + created + asked;
        var toLink = right + missed + askedOfKnown;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows} rows of {People} people: {right} right links, {wrong} wrong, {created} new ({missed} of them known), {asked} work items. "
                + $"Precision {(double)right / (right + wrong):0.000000}, recall {(double)right / toLink:0.0000}, share to work items {(double)asked / rows:0.0000}."));
        Assert.Equal(0, wrong);
        Assert.True((double)right / toLink > 0.90, "A rule that links hardly anybody is precise for nothing.");
        Assert.True((double)asked / rows < 0.05, "People cannot decide so many.");
    }
}
