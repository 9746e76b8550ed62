using Prov.Domain.Accounts;
using Prov.Domain.Explanations;
using Prov.Domain.Expressions;
using Prov.Domain.Policies;

namespace Prov.Domain.Tests.Explanations;

public class TreeExplainerTests
{
    private readonly Career _career = new();

    [Fact]
    public void Answer_EntitlementThroughRoles_GoesDownToTheRecord()
    {
        _career.Submit(Setup.Join());

        var tree = Answer(new("directory", null, "cn=crm"));

        Assert.True(tree.Holds);
        Assert.Equal(
            [
                "+Grant directory/cn=crm", "+Grant directory/cn=crm", "+Policy BirthrightPolicy/sales", "+Condition BirthrightPolicy/sales spec.when",
                "+Attribute department", "+Mapping AuthoritativeSource/hr spec.mappings[3]", "+SourceRecord hr/7", "+Role BusinessRole/seller",
                "+Role TechnicalRole/crm", "-Operation " + _career.Account.AccountId,
            ],
            Lines(tree));
    }

    [Fact]
    public void Answer_EntitlementNotHeld_NamesTheConditionThatIsNotMet()
    {
        _career.Submit(Setup.Join(Setup.Jane("Research")));

        var tree = Answer(new("directory", null, "cn=crm"));

        Assert.False(tree.Holds);
        var condition = Assert.Single(All(tree), n => n.Kind == ExplainedNodeKind.Condition);
        Assert.Equal((false, "identity.department == 'Sales' is not met."), (condition.Holds, condition.Text));
        Assert.Equal("'department' has the value Research.", Assert.Single(condition.Children).Text);
    }

    [Theory]
    [InlineData("cn=nobody", "No policy of version 1 can give it.")]
    [InlineData("cn=staff", "Nothing is given to who is not here.")]
    public void Answer_EntitlementOfALeaver_SaysWhy(string right, string text)
    {
        _career.Submit(Setup.Join());
        if (right == "cn=staff")
        {
            _career.Submit(Setup.Leave());
        }

        Assert.Contains(All(Answer(new("directory", null, right))), n => n.Text == text);
    }

    [Fact]
    public void Answer_SecretAttribute_IsNotShown()
    {
        _career.Snapshot = _career.Snapshot.With(c => c with { Targets = [Setup.Directory with { Mappings = Setup.Directory.Mappings.Add(new("pay", "identity.pay")) }] });
        _career.Submit(Setup.Join(Setup.Jane("Sales", ("salary", Value.From(4711L)))));

        Assert.DoesNotContain(All(Answer(new("directory", "pay", null))), n => n.Text.Contains("4711", StringComparison.Ordinal));
        Assert.DoesNotContain(All(Answer(new(null, "pay", null))), n => n.Text.Contains("4711", StringComparison.Ordinal));
    }

    [Fact]
    public void Answer_AttributeAtTarget_ShowsMappingInputsAndReply()
    {
        _career.Submit(Setup.Join());
        var refused = new Account { AccountId = _career.Account.AccountId, Attempts = 3, FailureReason = "REFUSED", FailureMessage = "No such unit." };

        var tree = Answer(new("directory", "ou", null), refused);

        Assert.Equal("The attribute should be Sales.", tree.Text);
        Assert.Contains(All(tree), n => n.Kind == ExplainedNodeKind.SourceRecord && n.Subject == "hr/7");
        Assert.Contains(All(tree), n => n.Kind == ExplainedNodeKind.Operation && n.Text.Contains("REFUSED: No such unit.", StringComparison.Ordinal));
    }

    [Fact]
    public void Answer_AccountOfUnknownTarget_IsAbsentWithTheReason()
    {
        _career.Submit(Setup.Join());

        var tree = Answer(new("nowhere", null, null));

        Assert.False(tree.Holds);
        Assert.Contains(All(tree), n => n.Text == "Version 1 has no such target system.");
    }

    private ExplainedNode Answer(ExplainQuestion question, Account? known = null)
    {
        var account = known ?? new Account { AccountId = _career.Identity!.Accounts[0].AccountId };
        return new TreeExplainer(
            _career.Identity!, new Dictionary<string, Account> { [account.AccountId] = account }, _career.Snapshot, _career.Now).Answer(question);
    }

    private static IEnumerable<ExplainedNode> All(ExplainedNode node) => node.Children.SelectMany(All).Prepend(node);

    private static IEnumerable<string> Lines(ExplainedNode node) => All(node).Select(n => $"{(n.Holds ? '+' : '-')}{n.Kind} {n.Subject}");
}
