using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Prov.Tests.Servers;

/// <summary>A server that Node runs, out of the folder <c>Node</c>: loopback, a free port, a random token, data that outlive a restart.</summary>
public sealed class NodeServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PrivateFolder>> _installed = new(InstallAsync);

    private readonly PrivateFolder folder;
    private readonly string script;
    private readonly string options;
    private readonly HttpClient inspector;
    private ServerProcess? process;

    private NodeServer(PrivateFolder folder, string script, JsonObject options)
    {
        this.folder = folder;
        this.script = script;
        this.options = options.ToJsonString();
        var scheme = options.ContainsKey("certificate") ? "https" : "http";
        Root = new Uri($"{scheme}://127.0.0.1:{Port}/");

        // The inspector is not what is tested: it looks at the store and trusts the server that was just started.
#pragma warning disable CA5400, CA5399
        var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
#pragma warning restore CA5400, CA5399
        inspector = new HttpClient(handler) { BaseAddress = Root };
        inspector.DefaultRequestHeaders.Add("x-inspect", Token);
    }

    /// <summary>The port; the same after a restart.</summary>
    public int Port { get; } = FreePorts.Take();

    /// <summary>The address of the server.</summary>
    public Uri Root { get; }

    /// <summary>The token to sign in with.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    private ServerProcess Running => process ?? throw new InvalidOperationException("The server is stopped.");

    /// <summary>Installs the packages once for each process, starts the server and waits until it answers.</summary>
    /// <param name="script">The file in the folder <c>Node</c>.</param>
    /// <param name="options">What the script is told.</param>
    /// <exception cref="ServerAbsentException">Node or npm is not installed.</exception>
    public static async Task<NodeServer> StartAsync(string script, JsonObject? options = null)
    {
        DebianPackages.Require("nodejs", "npm");
        await _installed.Value;
        var server = new NodeServer(await PrivateFolder.CreateAsync("node", owner: null), script, options ?? []);
        try
        {
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the server has stored of a kind, read beside its protocol.</summary>
    public async Task<IReadOnlyList<JsonObject>> InspectAsync(string kind) =>
        await inspector.GetFromJsonAsync<JsonObject[]>(new Uri($"inspect/{kind}", UriKind.Relative), JsonSerializerOptions.Web) ?? [];

    /// <summary>Puts something into the store beside the protocol.</summary>
    public async Task PrepareAsync(string kind, JsonObject resource) =>
        (await inspector.PutAsJsonAsync(new Uri($"inspect/{kind}", UriKind.Relative), resource)).EnsureSuccessStatusCode().Dispose();

    /// <summary>Forgets all that is stored.</summary>
    public async Task ClearAsync() => (await inspector.DeleteAsync(new Uri("inspect", UriKind.Relative))).EnsureSuccessStatusCode().Dispose();

    /// <summary>Stops the server and waits for its end; its data stay.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
        {
            await process.EndAsync(Signal.Kill);
            process.Dispose();
            process = null;
        }
    }

    /// <summary>Stops the server if it runs, then starts it with the same data on the same port.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        var installed = await _installed.Value;
        string[] command = ["/usr/bin/node", installed.File(script), $"{Port}", Token, folder.File("store.log"), options];
        process = await ServerProcess.StartAsync(user: null, command, folder.File("server.log"), AnswersAsync);
    }

    /// <summary>Freezes the server (SIGSTOP): connections stay open and new ones are taken, but nothing is answered.</summary>
    public Task PauseAsync() => Running.PauseAsync();

    /// <summary>Lets a paused server go on (SIGCONT).</summary>
    public Task ResumeAsync()
    {
        Running.Send(Signal.Continue);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        inspector.Dispose();
        folder.Dispose();
    }

    private static async Task<PrivateFolder> InstallAsync()
    {
        var folder = await PrivateFolder.CreateAsync("npm", owner: null);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Node")))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        await Command.RunAsync(
            "/usr/bin/npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], new CommandOptions { WorkingFolder = folder.Path });
        return folder;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await InspectAsync("users");
            return true;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return false;
        }
    }
}
