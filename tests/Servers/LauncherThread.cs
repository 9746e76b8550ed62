using System.Collections.Concurrent;
using System.Diagnostics;

namespace Prov.Tests.Servers;

/// <summary>Starts processes from one thread that lives as long as this process.</summary>
/// <remarks>
/// The kernel sends the parent-death signal when the THREAD that started the child ends (prctl(2), PR_SET_PDEATHSIG).
/// Started from a pool thread, a server would be killed when the pool shrinks.
/// </remarks>
internal static class LauncherThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static LauncherThread() => new Thread(Run) { IsBackground = true, Name = "server launcher" }.Start();

    /// <summary>Starts a process.</summary>
    public static Task<Process> StartAsync(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info) ?? throw new InvalidOperationException($"{info.FileName} did not start."));
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    private static void Run()
    {
        foreach (var start in Work.GetConsumingEnumerable())
        {
            start();
        }
    }
}
