using Prov.Connectors.Capabilities;

namespace Prov.Connectors.Conformance;

/// <summary>A target whose server can be made to fail.</summary>
public interface IFaultyTarget
{
    /// <summary>A connector whose credentials the server refuses.</summary>
    IConnector MakeWithBadCredentials();

    /// <summary>Stops the server.</summary>
    Task StopAsync();

    /// <summary>Starts the stopped server with the same data.</summary>
    Task RestartAsync();

    /// <summary>The server takes what is sent and answers nothing until the result is disposed.</summary>
    Task<IAsyncDisposable> HangAsync();
}
