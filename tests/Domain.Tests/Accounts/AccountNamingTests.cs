using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Tests.Accounts;

public class AccountNamingTests
{
    [Fact]
    public void Decide_NameTaken_AppendsTheFirstFreeNumber()
    {
        var career = new Career { Context = Taken("jsmith", "jsmith2") };

        career.Submit(Setup.Join());

        Assert.Equal("jsmith3", career.Account.Name);
        Assert.Contains(new Reservation("account:directory", "jsmith3"), career.Last.Reserve);
    }

    [Fact]
    public void Decide_StrangerHasTheNameAtTheTarget_ChoosesAnotherAndReleasesTheFirst()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        career.Context = Setup.Context with { RenameAccounts = new HashSet<string> { career.Account.AccountId } };

        var decision = career.Evaluate();

        Assert.Equal("jsmith2", career.Account.Name);
        Assert.Equal("jsmith2", career.Account.Attributes["uid"].AsString());
        Assert.Equal(2, career.Account.Generation);
        Assert.Equal("account:directory", Assert.Single(decision.Release).Reservation.Space);
        career.Context = Setup.Context;
        Assert.False(career.Evaluate().Changed);
    }

    [Fact]
    public void Decide_StrangersHaveTheNextNamesToo_GoesOnInsteadOfBack()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        career.Context = Setup.Context with { RenameAccounts = new HashSet<string> { career.Account.AccountId } };

        career.Evaluate();
        career.Evaluate();

        Assert.Equal("jsmith3", career.Account.Name);
    }

    [Fact]
    public void Decide_LongName_IsShortenedToMakeRoomForTheNumber()
    {
        var career = new Career { Context = Taken("jverylongnam") };

        career.Submit(Setup.Join(Setup.Jane().SetItem("last", Value.From("Verylongname"))));

        Assert.Equal("jverylongna2", career.Account.Name);
    }

    [Fact]
    public void Decide_NoNameCanBeMade_GivesNoAccountAndANote()
    {
        var career = new Career();

        var decision = career.Submit(Setup.Join(Setup.Jane().Remove("last")));

        Assert.Empty(decision.Next.Accounts);
        Assert.Contains(decision.Notes, n => n.Reason == DecisionNoteReasons.AccountNameMissing);
        Assert.Contains(decision.Next.Grants, g => g.Kind == GrantKind.Account);

        career.Submit(Setup.Join());
        Assert.Equal("jsmith", career.Account.Name);
    }

    [Theory]
    [InlineData(" a\tb\u200b ", "ab")]
    [InlineData("\u0000\u001f", "")]
    [InlineData("Jos\u00e9", "Jos\u00e9")]
    [InlineData("Jose\u0301", "Jos\u00e9")]
    public void Clean_OddText_LeavesAName(string wished, string expected) => Assert.Equal(expected, AccountNaming.Clean(wished));

    [Fact]
    public void Clean_UnpairedSurrogate_IsDropped() => Assert.Equal("x", AccountNaming.Clean("\ud800x"));

    [Theory]
    [InlineData("J\u00d3SE ", NameEquality.IgnoreCase, "j\u00f3se")]
    [InlineData("JO\u0301SE", NameEquality.IgnoreCase, "j\u00f3se")]
    [InlineData("JSmith", NameEquality.Exact, "JSmith")]
    public void Key_EqualNames_AreOne(string name, NameEquality equality, string expected) =>
        Assert.Equal(expected, AccountNaming.Key(name, equality));

    [Fact]
    public void Choose_PairAtTheCut_IsNotSplit()
    {
        var target = Setup.Snapshot.With(c => c with
        {
            Targets = [Setup.Directory with { AccountName = Setup.Directory.AccountName with { MaxLength = 2 } }],
        }).Targets["directory"];

        Assert.Equal("a", AccountNaming.Choose("a\ud83d\ude00", target, _ => false));
        Assert.Null(AccountNaming.Choose("abc", target, _ => true));
    }

    private static DecisionContext Taken(params string[] names) =>
        Setup.Context with { TakenByOthers = names.Select(n => new Reservation("account:directory", n)).ToHashSet() };
}
