using Prov.Domain.Explanations;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;

namespace Prov.Domain.Tests.Explanations;

public class ExplainerTests
{
    [Fact]
    public void Explain_ActiveIdentity_ShowsWhereEachPartComesFrom()
    {
        var career = new Career();
        career.Submit(Setup.Join());

        var explanation = Explainer.Explain(career.Identity!, career.Snapshot, career.Now);

        Assert.Equal(new ExplainedRecord("hr", "7", RecordStanding.Here, null), Assert.Single(explanation.Records));
        var given = explanation.Attributes.Single(a => a.Name == "givenName");
        Assert.Equal(("Jane", "AuthoritativeSource/hr spec.mappings[1]"), (given.Value.AsString(), given.Mapping));
        Assert.Equal(new Provenance("hr", "7"), given.Provenance);
        var account = Assert.Single(explanation.Accounts);
        Assert.Equal(AccountReason.Granted, account.Reason);
        Assert.Equal(2, account.Causes.Length);
        Assert.Equal("identity.department", account.Attributes.Single(a => a.Name == "ou").Expression);
        Assert.Equal(["BirthrightPolicy/employees"], account.Entitlements.Single(e => e.Name == "cn=staff").Causes);
    }

    [Fact]
    public void Explain_Secret_IsNeverShownNorWhatIsComputedFromIt()
    {
        var snapshot = Setup.Snapshot.With(c => c with
        {
            Schema = new(c.Schema.Attributes.Add(new("grade", AttributeType.String))),
            Sources = [Setup.Hr with { Mappings = Setup.Hr.Mappings.Add(new("grade", "record[\"salary\"] > 10 ? 'a' : 'b'")) }],
            Targets = [Setup.Directory with { Mappings = Setup.Directory.Mappings.Add(new AttributeMapping("level", "'l-' + identity.grade")) }],
        });
        var career = new Career(snapshot);
        career.Submit(Setup.Join(Setup.Jane("IT", ("salary", Value.From(99L)))));

        var explanation = Explainer.Explain(career.Identity!, snapshot, career.Now);

        Assert.Equal("a", career.Identity!.Attributes["grade"].AsString());
        Assert.Equal("l-a", career.Account.Attributes["level"].AsString());
        Assert.All(["grade", "pay"], name => Assert.True(explanation.Attributes.Single(a => a.Name == name) is { Secret: true, Value.IsNull: true }));
        Assert.True(explanation.Accounts[0].Attributes.Single(a => a.Name == "level") is { Secret: true, Value.IsNull: true });
        Assert.False(explanation.Accounts[0].Attributes.Single(a => a.Name == "ou").Secret);
    }

    [Fact]
    public void Explain_Leaver_ShowsTheLeaveAndTheGracePeriod()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        career.Submit(Setup.Leave());

        var explanation = Explainer.Explain(career.Identity!, career.Snapshot, career.Now);

        Assert.Equal(RecordStanding.Left, explanation.Records[0].Standing);
        Assert.Equal(AccountReason.NotGranted, explanation.Accounts[0].Reason);
        Assert.Equal(career.Account.DeleteAt, explanation.NextEvaluation);
    }

    [Fact]
    public void Explain_OtherConfiguration_ShowsWhatItWouldGive()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        var considered = career.Snapshot.With(c => c with { Policies = c.Policies.RemoveAt(1) });

        var explanation = Explainer.Explain(career.Identity!, considered, career.Now);

        Assert.DoesNotContain(explanation.Grants, g => g.Kind == GrantKind.Role);
    }
}
