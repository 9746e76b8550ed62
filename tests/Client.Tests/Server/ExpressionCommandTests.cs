using Prov.Client.Errors;

namespace Prov.Client.Tests.Server;

/// <summary>Expressions by the command line.</summary>
public sealed class ExpressionCommandTests(ConfiguredSilo silo) : IClassFixture<ConfiguredSilo>
{
    [Fact]
    public async Task Check_Good_TellsTypeAndWhatItReads()
    {
        var run = await silo.RunAsync("expr", "check", "identity.department == \"Sales\"");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("bool", run.Results, StringComparison.Ordinal);
        Assert.Contains("identity.department", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_Faulty_PointsAtThePlace()
    {
        var run = await silo.RunAsync("expr", "check", "true &&\n  identity.departmen == \"Sales\"");
        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Equal(
            ["  " + "  identity.departmen == \"Sales\"", new string(' ', 2 + 10) + "^"],
            run.Messages.TrimEnd().Split('\n').Select(l => l.TrimEnd('\r')).TakeLast(2));
        Assert.Contains("UNKNOWN_ATTRIBUTE, line 2, column 11", run.Messages, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'department'?", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_OverAttributes_GivesTheResult()
    {
        var run = await silo.RunAsync("expr", "eval", "identity.department.upperAscii()", "--attributes", """{"department": "Sales"}""", "-o", "json");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal("SALES", run.Json.GetProperty("result").GetString());
    }

    [Fact]
    public async Task Eval_ThatFails_EndsWith1AndSaysWhy()
    {
        var run = await silo.RunAsync("expr", "eval", "1 / 0 == 1");
        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("DIVIDE_BY_ZERO", run.Results, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("[1]")]
    [InlineData("{\"a\": {}}")]
    public async Task Eval_OverNoJsonObject_EndsWith2(string attributes)
    {
        var run = await silo.RunAsync("expr", "eval", "true", "--attributes", attributes);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("ATTRIBUTES_INVALID", run.Messages, StringComparison.Ordinal);
    }
}
