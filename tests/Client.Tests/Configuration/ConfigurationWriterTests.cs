using Prov.Client.Configuration;

namespace Prov.Client.Tests.Configuration;

public sealed class ConfigurationWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_Samples_BindToTheSameAgain()
    {
        var samples = ConfigurationReader.Read(Path.Combine(AppContext.BaseDirectory, "samples", "configuration"));

        var again = WriteAndRead(samples.Documents);

        Assert.Empty(again.Errors);
        Assert.Equal(samples.Documents.Select(d => (d.Id, d.Spec)), again.Documents.Select(d => (d.Id, d.Spec)));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("1.10")]
    [InlineData("no")]
    [InlineData("- a: b # c")]
    [InlineData("*alias &anchor !tag")]
    [InlineData(" leading and trailing ")]
    [InlineData("two\nlines\n")]
    [InlineData("'single' \"double\" \\ back")]
    [InlineData("Łukasz Ναταλία 😀")]
    [InlineData("\u0001\t\u0085\u2028")]
    public void Write_AnyText_IsReadAsTheSame(string text)
    {
        var before = ConfigurationReader.Read(_folder.Write("first.yaml", "kind: BirthrightPolicy\nname: one\nspec:\n  when: x\n  gives: {}\n")).Documents;
        var spec = before[0].Spec;
        spec.Descriptor.FindFieldByName("when").Accessor.SetValue(spec, text);

        var again = WriteAndRead(before);

        Assert.Empty(again.Errors);
        Assert.Equal(spec, Assert.Single(again.Documents).Spec);
    }

    private ConfigurationFiles WriteAndRead(IEnumerable<PlacedDocument> documents)
    {
        using var text = new StringWriter();
        ConfigurationWriter.Write(text, documents);
        return ConfigurationReader.Read(_folder.Write("again.yaml", text.ToString()));
    }
}
