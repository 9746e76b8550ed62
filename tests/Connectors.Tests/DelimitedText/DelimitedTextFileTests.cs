using System.Collections.Immutable;
using System.Text;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.DelimitedText;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Tests.DelimitedText;

public sealed class DelimitedTextFileTests : ConnectorConformance
{
    private const string Header = "login,active,mails,note,number,roles\r\n";

    private DelimitedTextTarget File => (DelimitedTextTarget)Target;

    [Fact]
    public async Task Create_ThousandAtOnce_FewReplacements()
    {
        var connector = (DelimitedTextConnector)Target.Make();

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => CreateAsync(connector, Target.Account($"user{i}"))));

        Assert.InRange(connector.Replacements, 1, 100);
        Assert.Equal(1000, await Target.CountAsync());
    }

    [Fact]
    public async Task Update_ChangesNothing_FileIsNotReplaced()
    {
        var connector = (DelimitedTextConnector)Target.Make();
        var account = await CreateAsync(connector, Target.Account("jsmith"));

        AssertDone(await connector.UpdateAsync(ById(account), new() { Set = Target.Attributes, Enabled = true }, TestContext.Current.CancellationToken));

        Assert.Equal(1, connector.Replacements);
    }

    [Fact]
    public async Task Write_TwoConnectorsAtOnce_NothingIsLost()
    {
        var connectors = new[] { Target.Make(), Target.Make() }.Cast<IAccountWriter>().ToArray();

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
            await CreateAsync(connectors[i % 2], Target.Account($"user{i:000}")));

        Assert.Equal(200, await Target.CountAsync());
    }

    [Fact]
    public async Task Write_LockHeldByAnother_UnavailableAndFileUntouched()
    {
        var writer = (IAccountWriter)Target.Make(t => t with { Limits = new() { Timeout = TimeSpan.FromMilliseconds(400) } });
        using var held = new FileStream(File.Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        var result = await writer.CreateAsync(Target.Account("jsmith"), TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Unavailable, "FILE_LOCKED"), (result.Status, result.Reason));
        Assert.False(System.IO.File.Exists(File.Path));
    }

    [Fact]
    public async Task Read_FileChangedByAnother_SeesIt()
    {
        var connector = Target.Make();
        await CreateAsync((IAccountWriter)connector, Target.Account("jsmith"));
        await System.IO.File.AppendAllTextAsync(File.Path, "other,false,,hello,,\r\n");

        var read = await ((IAccountReader)connector).ReadAsync(ByName("other"), TestContext.Current.CancellationToken);
        await CreateAsync((IAccountWriter)connector, Target.Account("third"));

        Assert.Equal("hello", read.Value!.Attributes["note"].AsString());
        Assert.Equal(3, await Target.CountAsync());
    }

    [Theory]
    [InlineData("login,active,strange\r\n", "HEADER_MISMATCH")]
    [InlineData("login,login\r\n", "HEADER_MISMATCH")]
    [InlineData(Header + "a,true\r\n", "FILE_MALFORMED")]
    [InlineData(Header + "a,true,,,,\r\na,true,,,,\r\n", "FILE_MALFORMED")]
    [InlineData(Header + "\"a,true,,,,\r\n", "FILE_MALFORMED")]
    [InlineData(Header + "a\"b,true,,,,\r\n", "FILE_MALFORMED")]
    [InlineData(Header + "\"a\"b,true,,,,\r\n", "FILE_MALFORMED")]
    [InlineData(Header + ",true,,,,\r\n", "FILE_MALFORMED")]
    public async Task Write_FileIsNotOurs_RefusedAndUntouched(string content, string reason)
    {
        await System.IO.File.WriteAllTextAsync(File.Path, content);
        var connector = Target.Make();

        var test = await connector.TestAsync(TestContext.Current.CancellationToken);
        var write = await ((IAccountWriter)connector).CreateAsync(Target.Account("jsmith"), TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, reason), (test.Status, test.Reason));
        Assert.Equal((ConnectorStatus.Refused, reason), (write.Status, write.Reason));
        Assert.Equal(content, await File.TextAsync());
    }

    [Fact]
    public async Task Write_FileLacksAColumn_AddsIt()
    {
        await System.IO.File.WriteAllTextAsync(File.Path, "number,login\r\n7,old\r\n");

        await CreateAsync((IAccountWriter)Target.Make(), Target.Account("jsmith"));

        Assert.StartsWith(Header, await File.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(["7"], (await SeenAsync("old")).Attributes["number"]);
    }

    [Theory]
    [InlineData("utf-8", "")]
    [InlineData("utf-8-bom", "EFBBBF")]
    [InlineData("utf-16le", "FFFE")]
    [InlineData("utf-16be", "FEFF")]
    [InlineData("iso-8859-1", "")]
    [InlineData("windows-1252", "")]
    public async Task Write_Encoding_ReadBackByAnotherConnector(string encoding, string mark)
    {
        var account = Target.Account("Zoë") with { Attributes = AttributeSet.Empty.Add("note", Value.From("Ærø")) };
        await CreateAsync((IAccountWriter)Target.Make("encoding", encoding), account);

        var read = await ((IAccountReader)Target.Make("encoding", encoding)).ReadAsync(ByName("Zoë"), TestContext.Current.CancellationToken);

        Assert.Equal("Ærø", read.Value!.Attributes["note"].AsString());
        var bytes = await System.IO.File.ReadAllBytesAsync(File.Path);
        Assert.StartsWith(mark, Convert.ToHexString(bytes), StringComparison.Ordinal);
        Assert.NotEqual(0xEF, mark.Length == 0 ? bytes[0] : 0);
    }

    [Fact]
    public async Task Write_CharacterOutsideTheEncoding_RefusedAndOthersGoOn()
    {
        var writer = (IAccountWriter)Target.Make("encoding", "windows-1252");
        var bad = Target.Account("jsmith") with { Attributes = AttributeSet.Empty.Add("note", Value.From("山")) };

        var result = await writer.CreateAsync(bad, TestContext.Current.CancellationToken);
        await CreateAsync(writer, Target.Account("second") with { Attributes = AttributeSet.Empty });

        Assert.Equal((ConnectorStatus.Refused, "CHARACTER_NOT_IN_ENCODING"), (result.Status, result.Reason));
        Assert.Equal(1, await Target.CountAsync());
    }

    [Fact]
    public async Task Read_BytesOutsideTheEncoding_Refused()
    {
        await System.IO.File.WriteAllBytesAsync(File.Path, [.. Encoding.ASCII.GetBytes(Header), 0xFF, .. "x,true,,,,\r\n"u8]);

        var result = await ((IAccountReader)Target.Make()).ReadAsync(ByName("x"), TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "INVALID_ENCODING"), (result.Status, result.Reason));
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@x")]
    [InlineData("'=1")]
    [InlineData("'plain")]
    [InlineData("plain")]
    public async Task Write_FormulaCellsEscape_FieldIsHarmlessAndReadsBack(string text)
    {
        var account = Target.Account("jsmith") with { Attributes = AttributeSet.Empty.Add("note", Value.From(text)) };
        await CreateAsync((IAccountWriter)Target.Make("formulaCells", "escape"), account);

        var read = await ((IAccountReader)Target.Make("formulaCells", "escape")).ReadAsync(ByName("jsmith"), TestContext.Current.CancellationToken);

        Assert.Equal(text, read.Value!.Attributes["note"].AsString());
        Assert.DoesNotMatch("[,\"][=+@-]", await File.TextAsync());
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+49|cmd")]
    [InlineData("-2+3")]
    [InlineData("@x")]
    [InlineData("\t=1")]
    public async Task Write_FormulaAndNoSetting_RefusedAndFileAsItWas(string text)
    {
        var account = Target.Account("jsmith") with { Attributes = AttributeSet.Empty.Add("note", Value.From(text)) };

        var result = await ((IAccountWriter)Target.Make("formulaCells", "")).CreateAsync(account, TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "FORMULA_CELL"), (result.Status, result.Reason));
        Assert.DoesNotContain(text, result.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Target.CountAsync());
    }

    [Theory]
    [InlineData("-42")]
    [InlineData("+46 (0)8 123 45/67")]
    [InlineData("a=b")]
    public async Task Write_NumberOrPlainTextAndNoSetting_WrittenAsItIs(string text)
    {
        var account = Target.Account("jsmith") with { Attributes = AttributeSet.Empty.Add("note", Value.From(text)) };

        await CreateAsync((IAccountWriter)Target.Make("formulaCells", ""), account);

        Assert.Equal([text], (await SeenAsync("jsmith")).Attributes["note"]);
    }

    [Fact]
    public async Task Search_FaultInTheMiddle_WhatCameBeforeThenAFailure()
    {
        await System.IO.File.WriteAllTextAsync(File.Path, Header + "first,true,,,,\r\nsecond,true,,,,\r\nfirst,true,,,,\r\nthird,true,,,,\r\n");

        var items = new List<ConnectorResult<ObservedAccount>>();
        await foreach (var item in ((IAccountSearcher)Target.Make()).SearchAsync(TestContext.Current.CancellationToken))
        {
            items.Add(item);
        }

        Assert.Equal(["first", "second", null], items.Select(i => i.Value?.Name));
        Assert.Equal("FILE_MALFORMED", items[^1].Reason);
    }

    [Fact]
    public async Task Write_ExistingFile_KeepsItsModeAndLeavesNoTemporaryFile()
    {
        var writer = (IAccountWriter)Target.Make();
        await CreateAsync(writer, Target.Account("first"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File.Path));
        System.IO.File.SetUnixFileMode(File.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        await CreateAsync(writer, Target.Account("second"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, System.IO.File.GetUnixFileMode(File.Path));
        Assert.Equal(["accounts.csv", "accounts.csv.lock"], Directory.EnumerateFiles(Path.GetDirectoryName(File.Path)!).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Write_TemporaryFileCannotBeMade_UnavailableAndFileAsItWas()
    {
        await CreateAsync((IAccountWriter)Target.Make(), Target.Account("first"));
        var before = await File.TextAsync();
        var temporary = $"{File.Path}.{Environment.ProcessId}.new";
        Directory.CreateDirectory(temporary);

        var result = await ((IAccountWriter)Target.Make()).CreateAsync(Target.Account("second"), TestContext.Current.CancellationToken);

        Assert.Equal(ConnectorStatus.Unavailable, result.Status);
        Assert.Equal(before, await File.TextAsync());
    }

    [Fact]
    public async Task Test_PathIsAFolderOrItsFolderIsMissing_SaysSo()
    {
        var folder = await Target.Make("path", Path.GetTempPath()).TestAsync(TestContext.Current.CancellationToken);
        var missing = await Target.Make("path", "/no/such/folder/accounts.csv").TestAsync(TestContext.Current.CancellationToken);

        Assert.Equal("PATH_IS_A_FOLDER", folder.Reason);
        Assert.Equal((ConnectorStatus.Unavailable, "FOLDER_NOT_FOUND"), (missing.Status, missing.Reason));
    }

    protected override Task<TargetUnderTest> StartAsync() => Task.FromResult<TargetUnderTest>(new DelimitedTextTarget());
}
