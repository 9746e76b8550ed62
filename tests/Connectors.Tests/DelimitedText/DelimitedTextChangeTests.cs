using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Tests.DelimitedText;

public sealed class DelimitedTextChangeTests : ConnectorConformance
{
    private DelimitedTextTarget File => (DelimitedTextTarget)Target;

    [Fact]
    public async Task ReadChanges_AnotherWroteTheFile_EveryDifferenceTold()
    {
        var writer = Capability<IAccountWriter>(Target.Make());
        await CreateAsync(writer, Target.Account("stays"));
        await CreateAsync(writer, Target.Account("goes"));
        await CreateAsync(writer, Target.Account("changes"));
        var reader = Capability<IAccountChangeReader>(Target.Make());
        var token = (await reader.CurrentTokenAsync(TestContext.Current.CancellationToken)).Value!;
        var lines = await System.IO.File.ReadAllTextAsync(File.Path, TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(
            File.Path, lines.Replace("goes", "comes", StringComparison.Ordinal).Replace("changes,true", "changes,false", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var changes = await ReadAsync(reader, token);

        Assert.Equal(["changes", "comes", "goes"], changes.Select(c => c.Locator.Name));
        Assert.Equal([false, true, null], changes.Select(c => c.Account?.Enabled));
    }

    [Fact]
    public async Task ReadChanges_MomentNotKeptAnyMore_Lost()
    {
        var connector = Target.Make(t => t with { Settings = t.Settings.SetItem("snapshotCount", "2") });
        var (writer, reader) = (Capability<IAccountWriter>(connector), Capability<IAccountChangeReader>(connector));
        var token = (await reader.CurrentTokenAsync(TestContext.Current.CancellationToken)).Value!;
        for (var i = 0; i < 3; i++)
        {
            await CreateAsync(writer, Target.Account($"user{i}"));
            await reader.CurrentTokenAsync(TestContext.Current.CancellationToken);
        }

        await foreach (var page in reader.ReadChangesAsync(token, TestContext.Current.CancellationToken))
        {
            Assert.Equal((ConnectorStatus.Refused, ChangeToken.LostReason), (page.Status, page.Reason));
        }
    }

    [Theory]
    [InlineData("../accounts")]
    [InlineData("a:b:c")]
    [InlineData("")]
    public async Task ReadChanges_NeverAToken_Lost(string text)
    {
        await foreach (var page in Capability<IAccountChangeReader>(Target.Make()).ReadChangesAsync(new(text), TestContext.Current.CancellationToken))
        {
            Assert.Equal(ChangeToken.LostReason, page.Reason);
        }
    }

    protected override Task<TargetUnderTest> StartAsync() => Task.FromResult<TargetUnderTest>(new DelimitedTextTarget { TellsChanges = true });

    private static async Task<List<ObservedChange>> ReadAsync(IAccountChangeReader reader, ChangeToken token)
    {
        var changes = new List<ObservedChange>();
        await foreach (var page in reader.ReadChangesAsync(token, TestContext.Current.CancellationToken))
        {
            AssertDone(page);
            changes.AddRange(page.Value!.Changes);
        }

        return changes;
    }
}

public sealed class DelimitedTextChangeReaderTests : AccountChangeReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => Task.FromResult<TargetUnderTest>(new DelimitedTextTarget { TellsChanges = true });
}
