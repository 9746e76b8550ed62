using System.Text.Json;
using Prov.Client.Commands;

namespace Prov.Client.Tests.Commands;

/// <summary>One run of the command line, in this process.</summary>
internal sealed record Invocation(int Code, string Results, string Messages)
{
    /// <summary>The last line of the results, as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Results.TrimEnd().Split('\n')[^1]).RootElement;

    public static async Task<Invocation> RunAsync(params string[] args)
    {
        using var results = new StringWriter();
        using var messages = new StringWriter();
        var code = await CommandLine.RunAsync(args, results, messages, TestContext.Current.CancellationToken);
        return new(code, results.ToString(), messages.ToString());
    }
}
