using Prov.Tests.Servers;

namespace Prov.Silo.Tests.Clients;

/// <summary>A client that is ready to run.</summary>
/// <param name="Program">The interpreter.</param>
/// <param name="Script">The script; it takes the address, the token file and <paramref name="Classes"/>.</param>
/// <param name="Classes">The folder that it makes or takes its classes from.</param>
internal sealed record ForeignClient(string Program, string Script, string Classes)
{
    /// <summary>The .proto files of the API and those that they import.</summary>
    public static string ProtoFolder => Path.Combine(AppContext.BaseDirectory, "protos");

    /// <summary>The folder with the client's own files.</summary>
    public static string Sources(string language) => Path.Combine(AppContext.BaseDirectory, "Clients", language);

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message holds its error output.</exception>
    public Task<string> RunAsync(string address, string tokenFile) => Command.RunAsync(Program, [Script, address, tokenFile, Classes]);
}
