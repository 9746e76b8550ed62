using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Prov.Tests.Servers;

/// <summary>A server that runs as our child and dies with us, however we die.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(50);

    private readonly Process process;
    private readonly string logFile;

    private ServerProcess(Process process, string logFile)
    {
        this.process = process;
        this.logFile = logFile;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>The process id of the server itself.</summary>
    public int Id => process.Id;

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="user">The system user to run as, or null for the current one.</param>
    /// <param name="command">The program and its arguments; it must stay in the foreground.</param>
    /// <param name="logFile">Takes its standard output and error output.</param>
    /// <param name="isReady">Tells whether it answers; asked again until it does.</param>
    /// <param name="environment">Variables in addition to our own environment.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not answer in time; the message holds the end of its log.</exception>
    public static async Task<ServerProcess> StartAsync(
        string? user,
        IReadOnlyList<string> command,
        string logFile,
        Func<Task<bool>> isReady,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        // Every step is an exec, so the process that we start is the server. setpriv sets the death signal after it changes the
        // user, as it must: the kernel clears the signal when the user changes.
        string[] arguments = ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", logFile, .. UserSwitch.Command(user), .. command];
        var info = new ProcessStartInfo("/bin/sh", arguments) { WorkingDirectory = "/" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        var server = new ServerProcess(await LauncherThread.StartAsync(info), logFile);
        try
        {
            await server.WaitUntilReadyAsync(isReady);
            return server;
        }
        catch
        {
            await server.KillTreeAsync();
            server.Dispose();
            throw;
        }
    }

    /// <summary>Sends a signal; does nothing when the server has ended.</summary>
    public void Send(Signal signal)
    {
        if (!process.HasExited)
        {
            _ = SendSignal(process.Id, (int)signal);
        }
    }

    /// <summary>Freezes the server and waits until it is frozen; signal delivery takes effect after kill(2) has returned.</summary>
    public Task PauseAsync()
    {
        Send(Signal.Stop);
        return Deadline.UntilAsync(() => Task.FromResult(IsFrozenOrGone()), ExitLimit, "the server is frozen");
    }

    /// <summary>Sends a signal that ends the server, and waits for the end; kills it when it does not end in time.</summary>
    public async Task EndAsync(Signal signal)
    {
        Send(signal);
        Send(Signal.Continue);
        using var limit = new CancellationTokenSource(ExitLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Send(Signal.Kill);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>
    /// Kills the server together with its own children, as a machine that loses power does, and waits until all are
    /// gone.
    /// </summary>
    public async Task KillTreeAsync()
    {
        // Stopped first, so that it starts no child between the listing and the kill.
        await PauseAsync();
        var children = process.HasExited ? [] : ProcessTable.ChildrenOf(process.Id);
        Send(Signal.Kill);
        await process.WaitForExitAsync();
        foreach (var child in children)
        {
            _ = SendSignal(child, (int)Signal.Kill);
        }

        await Deadline.UntilAsync(() => Task.FromResult(!children.Any(ProcessTable.IsAlive)), ExitLimit, "the server's children end");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        process.Dispose();
    }

    private async Task WaitUntilReadyAsync(Func<Task<bool>> isReady)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!await isReady())
        {
            if (process.HasExited || clock.GetElapsedTime(start) > ReadyLimit)
            {
                throw new InvalidOperationException($"The server did not start. The end of its log:\n{LogEnd()}");
            }

            await Task.Delay(ReadyInterval);
        }
    }

    private bool IsFrozenOrGone() => process.HasExited || ProcessTable.IsStopped(process.Id);

    private string LogEnd() => File.Exists(logFile) ? string.Join('\n', File.ReadLines(logFile).TakeLast(20)) : "(no log)";

    private void OnProcessExit(object? sender, EventArgs e)
    {
        Send(Signal.Kill);
        process.WaitForExit(ExitLimit);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
