using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Null;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Settings;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Tests.Null;

public sealed class NullConnectorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-null-");

    private string JournalPath => Path.Combine(_folder.FullName, "journal.jsonl");

    [Fact]
    public async Task Calls_WithJournal_OneLineForEach()
    {
        await using var connector = Make(TimeProvider.System, ("journal", JournalPath));
        var writer = (IAccountWriter)connector;
        var account = new NewAccount { Name = "jsmith", Enabled = true, Attributes = AttributeSet.Empty.Add("mail", Value.From("j@example.test")), Entitlements = ["a"] };

        Assert.Equal("jsmith", (await writer.CreateAsync(account, TestContext.Current.CancellationToken)).Value!.NativeId);
        Assert.True((await writer.UpdateAsync(new("jsmith", "jsmith"), new() { Enabled = false, Remove = ["a"] }, TestContext.Current.CancellationToken)).IsDone);
        Assert.Equal(ConnectorStatus.NotFound, (await ((IAccountReader)connector).ReadAsync(new("jsmith", null), TestContext.Current.CancellationToken)).Status);
        Assert.True((await writer.DeleteAsync(new("jsmith", null), TestContext.Current.CancellationToken)).IsDone);

        var lines = Lines();
        Assert.Equal(["create", "update", "read", "delete"], lines.Select(l => l.GetProperty("op").GetString()));
        Assert.Equal("j@example.test", lines[0].GetProperty("attributes").GetProperty("mail").GetString());
        Assert.False(lines[1].GetProperty("enabled").GetBoolean());
        Assert.Equal("a", lines[1].GetProperty("removed")[0].GetString());
        Assert.True(lines[0].GetProperty("ticks").GetInt64() <= lines[3].GetProperty("ticks").GetInt64());
    }

    [Fact]
    public async Task Calls_SeveralWritersOfOneJournal_NoLineIsLostOrMixed()
    {
        await using var first = Make(TimeProvider.System, ("journal", JournalPath));
        await using var second = Make(TimeProvider.System, ("journal", JournalPath));
        var connectors = new[] { first, second };

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), async (i, token) =>
            await ((IAccountWriter)connectors[i % 2]).DeleteAsync(new($"user{i}", null), token));

        Assert.Equal(2000, Lines().Select(l => l.GetProperty("name").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Call_WithDelay_TakesThatLong()
    {
        var clock = new FakeTimeProvider();
        await using var connector = Make(clock, ("delay", "250"));

        var call = ((IAccountWriter)connector).DeleteAsync(new("jsmith", null), TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True((await call).IsDone);
    }

    [Fact]
    public void Check_DelayOutOfRange_Refused() =>
        Assert.Equal("SETTING_OUT_OF_RANGE", Assert.Single(SettingsCheck.Check(new NullConnectorFactory(), Target(("delay", "-1")))).Reason);

    public void Dispose() => _folder.Delete(recursive: true);

    private static IConnector Make(TimeProvider clock, params (string, string)[] settings) =>
        new NullConnectorFactory(clock).Create(Target(settings), new OneSecret(""));

    private static TargetSystem Target(params (string Name, string Value)[] settings) => new()
    {
        Name = "nothing",
        Connector = "null",
        AccountName = new("x"),
        Settings = settings.ToImmutableSortedDictionary(s => s.Name, s => s.Value),
    };

    private List<JsonElement> Lines() => [.. File.ReadLines(JournalPath).Select(line => JsonDocument.Parse(line).RootElement)];
}
