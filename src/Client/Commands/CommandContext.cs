using System.CommandLine;
using Prov.Client.Connection;
using Prov.Client.Output;

namespace Prov.Client.Commands;

/// <summary>What a command works with: its arguments, the server, the printer.</summary>
internal sealed class CommandContext(ParseResult parsed, Printer printer, CancellationToken cancellation) : IDisposable
{
    private ProvClient? _client;

    public ParseResult Parsed => parsed;

    public Printer Printer => printer;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Connected when first asked for.</summary>
    public ProvClient Client => _client ??= ProvClient.Connect(GlobalOptions.ReadConnection(parsed));

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    public void Dispose() => _client?.Dispose();
}
