using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Tests.Identities;

public sealed class AttributeSetTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("a=1 b=2", "a=1 b=2", "")]
    [InlineData("a=1 b=2", "a=1 b=3", "b")]
    [InlineData("b=2", "a=1 b=2 c=3", "a c")]
    [InlineData("a=1 b=2 c=3", "b=2", "a c")]
    [InlineData("a=1", "", "a")]
    [InlineData("", "B=1 a=2", "B a")]
    [InlineData("a=1 c=", "a=1 b=", "")]
    public void Changed_TwoSets_NamesThatDifferInOrder(string before, string after, string changed) =>
        Assert.Equal(changed.Split(' ', StringSplitOptions.RemoveEmptyEntries), AttributeSet.Changed(Set(before), Set(after)));

    [Fact]
    public void Changed_SetsOfAnotherOrder_ComparedByName()
    {
        var before = ImmutableSortedDictionary.Create<string, Value>(StringComparer.OrdinalIgnoreCase).Add("b", Value.From("1")).Add("C", Value.From("2"));

        Assert.Equal(["C"], AttributeSet.Changed(before, Set("b=1 C=3")));
        Assert.True(AttributeSet.Same(before, Set("C=2 b=1")));
    }

    // An empty text stands for null.
    private static ImmutableSortedDictionary<string, Value> Set(string text) => AttributeSet.Empty.AddRange(
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('='))
            .Select(p => KeyValuePair.Create(p[0], p[1].Length == 0 ? Value.Null : Value.From(p[1]))));
}
