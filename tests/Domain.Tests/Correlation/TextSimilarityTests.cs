using Prov.Domain.Correlation;
using Prov.Domain.Expressions;

namespace Prov.Domain.Tests.Correlation;

public class TextSimilarityTests
{
    // The pairs by which the method is usually explained, with their known values.
    [Theory]
    [InlineData("martha", "marhta", 0.9611)]
    [InlineData("dwayne", "duane", 0.84)]
    [InlineData("dixon", "dicksonx", 0.8133)]
    [InlineData("abc", "xyz", 0)]
    [InlineData("same", "same", 1)]
    public void JaroWinkler_KnownPairs_HaveTheirValue(string left, string right, double expected)
    {
        Assert.Equal(expected, TextSimilarity.JaroWinkler(left, right), 3);
        Assert.Equal(expected, TextSimilarity.JaroWinkler(right, left), 3);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "ab", 1)]
    [InlineData("abc", "xabc", 1)]
    [InlineData("abc", "axc", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    public void Distance_Edits_AreCounted(string left, string right, int expected)
    {
        Assert.Equal(expected, TextSimilarity.Distance(left, right));
        Assert.Equal(expected, TextSimilarity.Distance(right, left));
    }

    [Theory]
    [InlineData(" O'Brien-Smith ", "obriensmith")]
    [InlineData("Zoë MÜLLER", "zoemuller")]
    [InlineData("李小龍", "李小龍")]
    [InlineData("", "")]
    public void Normal_Text_IsLettersAndDigits(string text, string expected) => Assert.Equal(expected, TextSimilarity.Normal(text));

    [Theory]
    [InlineData("Meier", "Mayer")]
    [InlineData("Schmidt", "Smith")]
    [InlineData("Müller", "Mueller")]
    [InlineData("Katherine", "Catrin")]
    [InlineData("Hoffmann", "Hofman")]
    public void PhoneticKey_NamesThatSoundAlike_AreOne(string left, string right) => Assert.Equal(PhoneticKey.Of(left), PhoneticKey.Of(right));

    [Theory]
    [InlineData("Meier", "Keller")]
    [InlineData("Ana", "Otto")]
    [InlineData("Ey", "Aue")]
    public void PhoneticKey_OtherNames_Differ(string left, string right) => Assert.NotEqual(PhoneticKey.Of(left), PhoneticKey.Of(right));

    [Theory]
    [InlineData("1980-03-04", "1980-03-04", 1)]
    [InlineData("1980-03-04", "1980-04-03", 0.85)]
    [InlineData("1980-03-04", "1980-03-05", 0.85)]
    [InlineData("1980-03-04", "1908-03-04", 0.85)]
    [InlineData("1980-03-04", "1981-04-03", 0)]
    [InlineData("1980-03-04", "", 0)]
    [InlineData("2000-02-29", "2000-02-28", 0.85)]
    public void Date_LikelyTypo_StillCounts(string left, string right, double expected)
    {
        Assert.Equal(expected, ValueComparison.Similarity(Value.From(left), Value.From(right), ComparisonMethod.Date));
        if (right.Length > 0)
        {
            var (a, b) = (DateTimeOffset.Parse(left + "Z", null), DateTimeOffset.Parse(right + "Z", null));
            Assert.Equal(expected, ValueComparison.Similarity(Value.From(a), Value.From(b), ComparisonMethod.Date));
        }
    }

    [Fact]
    public void Similarity_MissingValue_IsNothing() => Assert.All(
        Enum.GetValues<ComparisonMethod>(), m => Assert.Equal(0, ValueComparison.Similarity(Value.Null, Value.From("x"), m)));
}
