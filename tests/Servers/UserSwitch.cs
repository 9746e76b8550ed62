namespace Prov.Tests.Servers;

/// <summary>Runs programs as an unprivileged system user when we are root, which servers refuse to be.</summary>
internal static class UserSwitch
{
    /// <summary>The given user when we are root, otherwise null: stay who we are.</summary>
    public static string? WhenRoot(string user) => Environment.IsPrivilegedProcess ? user : null;

    /// <summary>The command that runs what follows it as that user, and kills it when the thread that started it ends.</summary>
    public static IReadOnlyList<string> Command(string? user)
    {
        string[] change = user is null ? [] : [$"--reuid={user}", $"--regid={user}", "--init-groups"];
        return ["/usr/bin/setpriv", "--pdeathsig", "KILL", .. change];
    }

    /// <summary>Runs a program as that user to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its error output.</exception>
    public static async Task RunAsync(string? user, params IReadOnlyList<string> command)
    {
        IReadOnlyList<string> switched = [.. Command(user), .. command];
        await Servers.Command.RunAsync(switched[0], [.. switched.Skip(1)]);
    }
}
