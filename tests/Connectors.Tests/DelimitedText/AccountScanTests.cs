using System.Text;
using Prov.Connectors.Capabilities;
using Prov.Connectors.DelimitedText;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Tests.DelimitedText;

/// <summary>A scan by records gives the accounts that a search gives, whatever the file is written like.</summary>
public sealed class AccountScanTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-scan-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Path => System.IO.Path.Combine(_folder.FullName, "accounts.csv");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("login,active,note\na,true,1\nb,false,2\n")]
    [InlineData("login,active,note\r\na,true,1\r\n\r\nb,false,2")]
    [InlineData("\uFEFFlogin,active,note\ra,true,1\rb,false,\r")]
    [InlineData("active,note,login\ntrue,\"x,\ny\",\"a\"\nfalse,\"\"\"q\"\"\",\"b \"\"b\"\"\"\n")]
    [InlineData("login,active,note\n\"\u00fcber, \u65e5\u672c\",true,1\nb,false,\"\"\n")]
    [InlineData("login,active,note\n")]
    [InlineData("")]
    public async Task ScanAsync_AnyWayOfWriting_GivesWhatSearchGives(string text)
    {
        await File.WriteAllTextAsync(Path, text, Cancellation);

        await AssertSameAsync();
    }

    [Fact]
    public async Task ScanAsync_LongerThanItsBuffer_GivesEveryAccountOnce()
    {
        var text = new StringBuilder("login,active,note\n");
        for (var i = 0; i < 60_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"u{i},{(i % 2 == 0 ? "true" : "false")},\"note {i}\n{new string('x', i % 97)}\"\n");
        }

        text.Append("long,true,").Append('y', 1_000_000);
        await File.WriteAllTextAsync(Path, text.ToString(), Cancellation);

        Assert.Equal(60_001, await AssertSameAsync(orderMatters: false));
    }

    [Fact]
    public async Task ScanAsync_AnothersHeader_IsAFailure()
    {
        await File.WriteAllTextAsync(Path, "name,mail\na,b\n", Cancellation);
        await using var connector = Connector();

        var page = Assert.Single(await PagesAsync(connector.Capability<IAccountScanner>()!));

        Assert.Equal("HEADER_MISMATCH", page.Reason);
    }

    [Fact]
    public void Capability_BytesAreNotTheText_IsNone()
    {
        Assert.NotNull(Connector().Capability<IAccountScanner>());
        Assert.Null(Connector("utf-16le").Capability<IAccountScanner>());
        Assert.NotNull(Connector("utf-16le").Capability<IAccountSearcher>());
    }

    private async Task<int> AssertSameAsync(bool orderMatters = true)
    {
        await using var connector = Connector();
        var searched = new List<ObservedAccount>();
        await foreach (var item in connector.Capability<IAccountSearcher>()!.SearchAsync(Cancellation))
        {
            searched.Add(item.Value!);
        }

        var scanned = new List<(string Key, string Record)>();
        await foreach (var page in connector.Capability<IAccountScanner>()!.ScanAsync(Cancellation))
        {
            for (var i = 0; i < page.Value!.Count; i++)
            {
                scanned.Add((Encoding.UTF8.GetString(page.Value.KeyOf(i)), Encoding.UTF8.GetString(page.Value.RecordOf(i))));
                if (orderMatters || i % 1000 == 0)
                {
                    var read = page.Value.Read(i).Value!;
                    Assert.Equal(read.NativeId, scanned[^1].Key);
                    Assert.Equal(Written(searched.Single(s => s.NativeId == read.NativeId)), Written(read));
                }
            }
        }

        Assert.Equal(searched.Select(s => s.NativeId).Order(StringComparer.Ordinal), scanned.Select(s => s.Key).Order(StringComparer.Ordinal));
        return scanned.Count;
    }

    private static string Written(ObservedAccount account)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        Domain.Reconciliation.AccountContent.Write(account, buffer);
        return Convert.ToHexString(buffer.WrittenSpan);
    }

    private static async Task<List<Prov.Connectors.Outcomes.ConnectorResult<AccountPage>>> PagesAsync(IAccountScanner scanner)
    {
        var pages = new List<Prov.Connectors.Outcomes.ConnectorResult<AccountPage>>();
        await foreach (var page in scanner.ScanAsync(Cancellation))
        {
            pages.Add(page);
        }

        return pages;
    }

    private IConnector Connector(string encoding = "utf-8") => new DelimitedTextConnectorFactory().Create(
        new()
        {
            Name = "file",
            Connector = "delimitedText",
            AccountName = new("identity.login"),
            Mappings = [new("note", "identity.note")],
            NameEquality = Domain.TargetSystems.NameEquality.Exact,
            Settings = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty
                .Add("path", Path).Add("nameColumn", "login").Add("enabledColumn", "active").Add("encoding", encoding),
        },
        new OneSecret(""));
}
