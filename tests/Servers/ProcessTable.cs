using System.Globalization;

namespace Prov.Tests.Servers;

/// <summary>Reads the kernel's process table (proc(5)).</summary>
internal static class ProcessTable
{
    private const char Zombie = 'Z';
    private const char Stopped = 'T';

    /// <summary>The ids of the direct children of a process.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent) =>
        [.. AllIds().Where(id => Read(id) is { } entry && entry.Parent == parent)];

    /// <summary>Whether a process still runs; one that has ended but was not collected by its parent does not.</summary>
    public static bool IsAlive(int id) => Read(id) is { State: not Zombie };

    /// <summary>Whether a process is stopped by a signal.</summary>
    public static bool IsStopped(int id) => Read(id) is { State: Stopped };

    private static IEnumerable<int> AllIds() =>
        from path in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var number) ? number : 0
        where id > 0
        select id;

    private static (char State, int Parent)? Read(int id)
    {
        try
        {
            // The name, in brackets, may hold spaces and brackets itself; the fields that we want follow the last one.
            var line = File.ReadAllText($"/proc/{id}/stat");
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
