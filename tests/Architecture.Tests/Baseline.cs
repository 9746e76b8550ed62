namespace Prov.Architecture.Tests;

/// <summary>A contract as it was last accepted: a file of lines, in order, each of which stands for something that others rely on.</summary>
/// <param name="name">Name of the file in <c>Baselines</c>.</param>
internal sealed class Baseline(string name)
{
    private const string UpdateVariable = "PROV_UPDATE_BASELINES";

    private string File => Path.Combine(Repository.Root, "tests", "Architecture.Tests", "Baselines", name);

    /// <summary>Nothing of the file may be gone or other; what is new has to be written into it.</summary>
    public void Check(IEnumerable<string> contract)
    {
        var now = contract.Order(StringComparer.Ordinal).ToArray();
        var before = System.IO.File.Exists(File) ? System.IO.File.ReadAllLines(File) : [];
        var gone = before.Except(now).ToArray();
        var added = now.Except(before).ToArray();
        Assert.True(
            gone.Length == 0,
            $"""
            Others rely on what is gone or changed. Keep it; reserve the numbers and names of what is no longer used. If nobody can rely on it
            yet, take these lines out of Baselines/{name} by hand:
            {string.Join('\n', gone)}
            """);
        if (added.Length > 0 && Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            System.IO.File.WriteAllLines(File, now);
            return;
        }

        Assert.True(
            added.Length == 0,
            $"""
            What is new is not in Baselines/{name}, so that nothing would hold it from now on. Look at it once more, then add it by
            {UpdateVariable}=1 ./prov test Baseline, and commit the file:
            {string.Join('\n', added)}
            """);
    }
}
