using System.Net;
using System.Net.Sockets;
using Prov.Client.Errors;

namespace Prov.Client.Tests.Commands;

/// <summary>What the command line says and ends with when there is no server to ask.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nonsense")]
    [InlineData("apply")]
    [InlineData("event", "join", "--source", "hr")]
    [InlineData("list", "identities", "--page-size", "many")]
    [InlineData("status", "-o", "xml")]
    [InlineData("status", "--deadline", "soon")]
    [InlineData("status", "--server", "somewhere")]
    [InlineData("status", "--server", "http://prov.example.com")]
    [InlineData("event", "leave", "--source", "hr", "--key", "1", "--effective-at", "tomorrow")]
    public async Task Run_WrongUsage_EndsWith2AndSaysWhy(params string[] args)
    {
        var run = await Invocation.RunAsync(args);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.NotEmpty(run.Messages);
        Assert.Empty(run.Results);
    }

    [Fact]
    public async Task Run_WrongUsageInJson_GivesOneError()
    {
        var run = await Invocation.RunAsync("nonsense", "-o", "json");

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Equal("USAGE", run.Json.GetProperty("error").GetProperty("reason").GetString());
        Assert.Empty(run.Messages);
    }

    [Fact]
    public async Task Run_ServerAway_EndsWith3WithoutStackTrace()
    {
        var run = await Invocation.RunAsync("status", "--server", ClosedPort());

        Assert.Equal(ExitCode.NotReachable, run.Code);
        Assert.Contains("UNAVAILABLE: The server cannot be reached.", run.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ServerSilent_EndsWith3AtTheDeadline()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var run = await Invocation.RunAsync("status", "--server", $"http://{silent.LocalEndpoint}", "--deadline", "500ms", "-o", "json");

        Assert.Equal(ExitCode.NotReachable, run.Code);
        Assert.Equal("DEADLINE_EXCEEDED", run.Json.GetProperty("error").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Run_TokenFileAbsent_EndsWith4()
    {
        var run = await Invocation.RunAsync("status", "--token-file", Path.Combine(_folder.Path, "absent"));

        Assert.Equal(ExitCode.NotPermitted, run.Code);
        Assert.Contains("TOKEN_FILE_NOT_READABLE", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_FaultyFiles_ListsEveryFaultWithItsLine()
    {
        var file = _folder.Write("a.yaml", "kind: IdentitySchema\nspec:\n  atributes: []\n---\nkind: Targetsystem\nname: x\nspec: {}\n");

        var run = await Invocation.RunAsync("apply", "-f", _folder.Path, "--server", ClosedPort());

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains($"{file}:3: IdentitySchema spec.atributes: ", run.Messages, StringComparison.Ordinal);
        Assert.Contains($"{file}:5: Targetsystem/x kind: ", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_FaultyFilesInJson_GivesFileLineAndPath()
    {
        var file = _folder.Write("a.yaml", "kind: IdentitySchema\nspec:\n  atributes: []\n");

        var run = await Invocation.RunAsync("apply", "-f", file, "-o", "json");

        var detail = Assert.Single(run.Json.GetProperty("error").GetProperty("details").EnumerateArray());
        Assert.Equal(
            (file, 3, "IdentitySchema spec.atributes", "FIELD_UNKNOWN"),
            (detail.GetProperty("file").GetString(), detail.GetProperty("line").GetInt32(), detail.GetProperty("field").GetString(), detail.GetProperty("reason").GetString()));
    }

    private static string ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }
}
