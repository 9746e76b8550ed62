namespace Prov.Tests.Servers;

/// <summary>A server cannot be started because its packages are not installed.</summary>
/// <remarks>
/// Unless the environment variable PROV_REQUIRE_SERVERS is 1, the message begins with the mark by which xunit.v3 counts the
/// test as skipped. This holds for an exception out of a test, or out of its class's InitializeAsync; out of a class or
/// assembly fixture it is a failure, so start servers in the test through <see cref="SharedServers"/>.
/// </remarks>
public sealed class ServerAbsentException : Exception
{
    private const string SkipMark = "$XunitDynamicSkip$";

    internal ServerAbsentException(IReadOnlyList<string> packages, bool required)
        : this($"Not installed: {string.Join(", ", packages)}. Run: apt-get install {string.Join(' ', packages)}", required)
    {
    }

    private ServerAbsentException(string reason, bool required)
        : base((required ? string.Empty : SkipMark) + reason) => Reason = reason;

    /// <summary>Ends a test that needs root.</summary>
    /// <param name="server">What needs it.</param>
    /// <exception cref="ServerAbsentException">The tests run as another user; skipped even where servers are required, for nothing is missing.</exception>
    internal static void RequireRoot(string server)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new ServerAbsentException($"Only root can start {server}. Run the tests as root.", required: false);
        }
    }

    /// <summary>What is absent and how to install it, without the mark.</summary>
    public string Reason { get; }
}
