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
        Assert.Equal(expected, AccountNaming.Key(name, Setup.Directory with { NameEquality = equality }));

    [Theory]
    [InlineData("\uff21\uff4e\uff4e\uff41", NameForm.Compatible, false, "anna")]
    [InlineData("\uff21\uff4e\uff4e\uff41", NameForm.Composed, false, "\uff41\uff4e\uff4e\uff41")]
    [InlineData("o\ufb03ce\u00b2", NameForm.Compatible, false, "office2")]
    [InlineData(" a\u3000 b ", NameForm.Compatible, true, "a b")]
    [InlineData(" a  b ", NameForm.Composed, false, "a  b")]
    public void Key_FormAndBlanks_AreThoseOfTheTarget(string name, NameForm form, bool ignoresInnerBlanks, string expected) =>
        Assert.Equal(expected, AccountNaming.Key(name, Setup.Directory with { NameForm = form, IgnoresInnerBlanks = ignoresInnerBlanks }));

    [Fact]
    public void Decide_SuffixOfTheRule_IsTriedFromItsStart()
    {
        var career = new Career(With(new() { Start = 0, Suffix = "'-' + string(iteration)" })) { Context = Taken("jsmith", "jsmith-0") };

        career.Submit(Setup.Join());

        Assert.Equal("jsmith-1", career.Account.Name);
    }

    [Fact]
    public void Decide_AllIterationsTaken_GivesNoAccountAndANote()
    {
        var career = new Career(With(new() { MaxIterations = 1 })) { Context = Taken("jsmith", "jsmith2") };

        var decision = career.Submit(Setup.Join());

        Assert.Empty(decision.Next.Accounts);
        Assert.Contains(decision.Notes, n => n.Reason == DecisionNoteReasons.AccountNamesExhausted);
    }

    [Fact]
    public void Decide_DeletedAccount_KeepsItsNameForTheRetention()
    {
        var career = new Career(Setup.Snapshot.With(c => c with
        {
            Targets =
            [
                Setup.Directory with
                {
                    Deprovisioning = new() { DeleteAfter = TimeSpan.FromDays(10) },
                    AccountName = Setup.Directory.AccountName with { Retention = TimeSpan.FromDays(100) },
                },
            ],
        }));
        career.Submit(Setup.Join());
        career.Submit(Setup.Leave());

        var decision = career.At(Setup.Now.AddDays(10));

        var released = Assert.Single(decision.Release, r => r.Reservation.Space == "account:directory");
        Assert.Equal(("jsmith", Setup.Now.AddDays(110)), (released.Reservation.Key, released.Until));
    }

    [Theory]
    [InlineData("'x'", 2, 5, "VALUE_MISSING")]
    [InlineData("iteration", 2, 5, "TYPE_MISMATCH")]
    [InlineData(null, -1, 5, "VALUE_OUT_OF_RANGE")]
    [InlineData(null, 2, 10_000, "VALUE_OUT_OF_RANGE")]
    public void Compile_FaultyIteration_IsRefused(string? suffix, int start, int max, string reason)
    {
        var iteration = new NameIteration { Suffix = suffix, Start = start, MaxIterations = max };
        var faults = PolicySnapshot.Compile(
            Setup.Configuration with { Targets = [Setup.Directory with { AccountName = Setup.Directory.AccountName with { Iteration = iteration } }] }, 1).Faults;

        Assert.Equal(reason, Assert.Single(faults).Reason);
    }

    [Fact]
    public void Choose_PairAtTheCut_IsNotSplit()
    {
        var target = Setup.Snapshot.With(c => c with
        {
            Targets = [Setup.Directory with { AccountName = Setup.Directory.AccountName with { MaxLength = 2 } }],
        }).Targets["directory"];

        Assert.Equal("a", AccountNaming.Choose("a\ud83d\ude00", target, Value.Null, _ => false));
        Assert.Null(AccountNaming.Choose("abc", target, Value.Null, _ => true));
    }

    private static PolicySnapshot With(NameIteration iteration) => Setup.Snapshot.With(c => c with
    {
        Targets = [Setup.Directory with { AccountName = Setup.Directory.AccountName with { Iteration = iteration } }],
    });

    private static DecisionContext Taken(params string[] names) =>
        Setup.Context with { TakenByOthers = names.Select(n => new Reservation("account:directory", n)).ToHashSet() };
}
