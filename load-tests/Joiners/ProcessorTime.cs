using System.Globalization;

namespace Prov.LoadTests.Joiners;

/// <summary>
/// Processor time of a process and its children, from <c>/proc</c> (see proc(5)). On a machine that has other work it says more than the
/// clock does.
/// </summary>
internal static class ProcessorTime
{
    // USER_HZ of every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    // Fields of /proc/PID/stat, counted from the one behind the name.
    private const int Parent = 1;
    private const int UserTime = 11;
    private const int SystemTime = 12;
    private const int WaitedForUserTime = 13;
    private const int WaitedForSystemTime = 14;

    /// <summary>Seconds so far, of the process, its children, and those that have ended.</summary>
    public static double Seconds(int processId)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Fields(folder) is { } fields)
            {
                ticks += id == processId
                    ? Sum(fields, UserTime, SystemTime, WaitedForUserTime, WaitedForSystemTime)
                    : fields[Parent] == processId.ToString(CultureInfo.InvariantCulture) ? Sum(fields, UserTime, SystemTime) : 0;
            }
        }

        return ticks / TicksPerSecond;
    }

    private static string[]? Fields(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // It has just ended.
        }
    }

    private static long Sum(string[] fields, params ReadOnlySpan<int> places)
    {
        var sum = 0L;
        foreach (var place in places)
        {
            sum += long.Parse(fields[place], CultureInfo.InvariantCulture);
        }

        return sum;
    }
}
