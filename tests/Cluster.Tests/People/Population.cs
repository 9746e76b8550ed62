namespace Prov.Cluster.Tests.People;

/// <summary>Makes people out of few names, so that many are namesakes and compete for account names.</summary>
public static class Population
{
    private static readonly string[] GivenNames =
        ["Ada", "Boris", "Clara", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Irene", "Jonas", "Karin", "Lars", "Mira", "Nils", "Olga"];

    private static readonly string[] FamilyNames =
    [
        "Abbas", "Berg", "Costa", "Diaz", "Ekman", "Fischer", "Garcia", "Hansen", "Ito", "Jensen", "Kowalski", "Larsen", "Moreau", "Novak",
        "Okafor", "Petrov", "Quist", "Rossi", "Sato", "Tanaka", "Ueda", "Virtanen", "Weber", "Xu", "Yilmaz", "Zhang", "Adler", "Brandt",
        "Carver", "Dunn", "Eriksen", "Fabre", "Gupta", "Haas", "Ivers", "Jacobs", "Klein", "Lind", "Mason", "Nagy", "Olsen", "Park",
    ];

    /// <summary>Makes that many people; the same for the same seed.</summary>
    public static IReadOnlyList<Person> Make(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(1, count).Select(i => new Person($"E{i:D5}", Pick(random, GivenNames), Pick(random, FamilyNames)))];
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
