using Prov.Client.Demo.Check;

namespace Prov.Client.Tests.Demo;

public sealed class CsvTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadFile_QuotedFields_KeepsTheirContent()
    {
        var file = _folder.Write("a.csv", "a,b,c\r\n1,\"x, \"\"y\"\"\",\"two\nlines\"\r\n2,,Łódź");

        var rows = CsvText.ReadFile(file).ToArray();

        Assert.Equal(["1", "x, \"y\"", "two\nlines"], rows[0].Values);
        Assert.Equal(["2", "", "Łódź"], rows[1].Values);
        Assert.Equal(2, rows.Length);
    }

    [Fact]
    public void Read_SampleFeed_HasItsPeopleWithoutTheBadRows()
    {
        var people = FeedPerson.Read(Path.Combine(AppContext.BaseDirectory, "samples", "hr.csv")).ToArray();

        Assert.Equal(1040, people.Length);
        Assert.Equal(12, people.Count(p => p.Start.Year == 2031));
        Assert.Equal(5, people.Count(p => p.DisplayName == "Anna Schmidt"));
    }
}
