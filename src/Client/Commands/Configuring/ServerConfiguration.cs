using Grpc.Core;
using Prov.Client.Configuration;
using Prov.Client.Errors;

namespace Prov.Client.Commands.Configuring;

/// <summary>The active configuration of the server, as documents.</summary>
internal static class ServerConfiguration
{
    /// <summary>Every document; none when nothing was applied yet.</summary>
    /// <exception cref="ProvException">There is a document of a kind that this client does not know.</exception>
    public static async Task<IReadOnlyList<PlacedDocument>> GetAsync(CommandContext context)
    {
        try
        {
            var answer = await context.Client.Configuration.GetConfigurationAsync(new(), cancellationToken: context.Cancellation);
            return [.. answer.Documents.Select(d => ConfigurationKinds.FromApi(d) ?? throw Unknown(d.Name))];
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return [];
        }
    }

    private static ProvException Unknown(string name) => new(new(
        ConfigurationReasons.KindUnknown, $"The document {name} is of a kind that this client does not know. Use a client of the server's version.", ExitCode.Refused));
}
