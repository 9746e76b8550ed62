using Prov.Client.Configuration;
using Prov.V1;

namespace Prov.Client.Tests.Configuration;

/// <summary>How a target is kept true, as it is written in a configuration.</summary>
public sealed class ReconciliationSectionTests : IDisposable
{
    private const string Target = """
        kind: TargetSystem
        name: directory
        spec:
          connector: "null"
          accountName:
            expression: identity.name
          reconciliation:
            fullEvery: 7d
            deltaEvery: 30s
            share: 0.25
            actions:
              - { situation: orphan, action: disable }
              - { situation: outOfScope, action: report }
            attributes:
              - { attribute: phone, authority: target, sourceAttribute: telephone }
            source: directory-changes
            correlation:
              attributes: { number: account.attributes.number }
              by: [number]
            guard: { maxShare: 0.1, alwaysAllowed: 5 }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EveryField_BindsAndIsWrittenTheSame()
    {
        var read = ConfigurationReader.Read(_folder.Write("target.yaml", Target));

        Assert.Empty(read.Errors);
        var rule = Assert.IsType<TargetSystem>(Assert.Single(read.Documents).Spec).Reconciliation;
        Assert.Equal((TimeSpan.FromDays(7), TimeSpan.FromSeconds(30), 0.25), (rule.FullEvery.ToTimeSpan(), rule.DeltaEvery.ToTimeSpan(), rule.Share));
        Assert.Equal(
            [(Situation.Orphan, ReconciliationAction.Disable), (Situation.OutOfScope, ReconciliationAction.Report)],
            rule.Actions.Select(a => (a.Situation, a.Action)));
        Assert.Equal(("phone", "telephone"), (rule.Attributes[0].Attribute, rule.Attributes[0].SourceAttribute));
        Assert.Equal((0.1, 5), (rule.Guard.MaxShare, rule.Guard.AlwaysAllowed));
        using var text = new StringWriter();
        ConfigurationWriter.Write(text, read.Documents);
        var again = ConfigurationReader.Read(_folder.Write("again.yaml", text.ToString()));
        Assert.Empty(again.Errors);
        Assert.Equal(read.Documents[0].Spec, Assert.Single(again.Documents).Spec);
    }
}
