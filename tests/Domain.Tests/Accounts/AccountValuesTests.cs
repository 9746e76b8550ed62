using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;

namespace Prov.Domain.Tests.Accounts;

public class AccountValuesTests
{
    private static readonly Value _instant = Value.From(new DateTimeOffset(2021, 2, 28, 9, 30, 0, TimeSpan.Zero));

    /// <summary>What a policy gives, what a target shows of it, and whether that is the same.</summary>
    public static TheoryData<Value, Value, bool> Pairs { get; } = new()
    {
        { Value.From(7), Value.From("7"), true },
        { Value.From(7), Value.From("7.0"), true },
        { Value.From(7), Value.From("seven"), false },
        { Value.From("007"), Value.From(7), true },
        { Value.From("7"), Value.From("7.0"), false },
        { Value.From(true), Value.From("TRUE"), true },
        { Value.From(true), Value.From(1), true },
        { Value.From(true), Value.From("1"), false },
        { Value.From(false), Value.From(1), false },
        { _instant, Value.From("2021-02-28T09:30:00Z"), true },
        { _instant, Value.From("2021-02-28T10:30:00+01:00"), true },
        { _instant, Value.From("20210228093000Z"), true },
        { _instant, Value.From("2021-02-28"), false },
        { Value.From("2021-02-28"), Value.From(new DateTimeOffset(2021, 2, 28, 0, 0, 0, TimeSpan.Zero)), true },
        { Value.From(ImmutableArray.Create<byte>(0, 255)), Value.From("AP8="), true },
        { Value.ListOf(Value.From(1), Value.From(2)), Value.ListOf(["2", "1"]), true },
        { Value.ListOf(Value.From(1)), Value.From("1"), true },
        { Value.ListOf(["a", "b"]), Value.ListOf(["a", "c"]), false },
        { Value.ListOf(["a", "b"]), Value.From("a"), false },
        { Value.From(""), Value.Null, true },
        { Value.From("x"), Value.Null, false },
        { Value.From(false), Value.Null, false },
        { Value.From("Text"), Value.From("text"), false },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Same_AsATargetHoldsIt_Equal(Value ours, Value theirs, bool same)
    {
        Assert.Equal(same, AccountValues.Same(ours, theirs));
        Assert.Equal(same, AccountValues.Same(theirs, ours));
    }
}
