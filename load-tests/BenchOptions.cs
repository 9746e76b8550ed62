using System.Globalization;

namespace Prov.LoadTests;

/// <summary>What a benchmark was told on the command line: <c>--json</c> and numbers by name.</summary>
public sealed class BenchOptions(string[] arguments)
{
    /// <summary>True when the last line shall be one JSON object.</summary>
    public bool Json => arguments.Contains("--json");

    /// <summary>A number, as <c>--rows 1000000</c>.</summary>
    /// <exception cref="ArgumentException">The option has no whole number above 0 behind it.</exception>
    public long Number(string name, long otherwise)
    {
        var place = Array.IndexOf(arguments, "--" + name);
        if (place < 0)
        {
            return otherwise;
        }

        return place + 1 < arguments.Length
            && long.TryParse(arguments[place + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new ArgumentException($"--{name} needs a whole number above 0.");
    }
}
