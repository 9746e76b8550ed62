using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Conformance;

/// <summary>What all conformance suites share: a fresh target for each test.</summary>
public abstract class ConnectorConformance : IAsyncLifetime
{
    private TargetUnderTest? _target;

    protected TargetUnderTest Target => _target!;

    /// <summary>Texts that have broken connectors: quoting, injection, other scripts, separators, formulas.</summary>
    public static TheoryData<string> AwkwardTexts { get; } =
    [
        "o'neil", "say \"hi\"", "x'); DROP TABLE accounts;--", "*)(uid=*", "a,b=c+d<e>f;g", "#hash", "back\\slash", "Zoë Müller-Øre", "山田太郎",
        "😀 smile", "=1+2", "@SUM(A1)", "a|b", "a  b", "100%", "$1 ?1 :p {0}", "NULL",
    ];

    public async ValueTask InitializeAsync() => _target = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_target is not null)
        {
            await _target.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected abstract Task<TargetUnderTest> StartAsync();

    protected static T Capability<T>(IConnector connector)
        where T : class => Assert.IsAssignableFrom<T>(connector.Capability<T>());

    protected static void AssertDone(ConnectorResult result) =>
        Assert.True(result.IsDone, $"{result.Status} {result.Reason}: {result.Message}");

    protected static void AssertFailed(ConnectorStatus status, ConnectorResult result)
    {
        Assert.Equal(status, result.Status);
        Assert.Matches("^[A-Z0-9_]+$", result.Reason);
        Assert.NotEmpty(result.Message);
    }

    protected async Task<ObservedAccount> CreateAsync(IAccountWriter writer, NewAccount account)
    {
        var result = await writer.CreateAsync(account, TestContext.Current.CancellationToken);
        AssertDone(result);
        return result.Value!;
    }

    protected async Task<TargetAccount> SeenAsync(string name)
    {
        var seen = await Target.FindAsync(name);
        Assert.NotNull(seen);
        return seen;
    }

    protected static void AssertAttributes(ImmutableSortedDictionary<string, Value> expected, TargetAccount seen)
    {
        foreach (var (name, value) in expected)
        {
            var texts = value.AsValues().Select(v => v.ToString()).Order(StringComparer.Ordinal);
            Assert.Equal(texts, seen.Attributes.GetValueOrDefault(name, []).Order(StringComparer.Ordinal));
        }
    }

    protected static AccountLocator ById(ObservedAccount account) => new(account.Name, account.NativeId);

    protected static AccountLocator ByName(string name) => new(name, null);
}
