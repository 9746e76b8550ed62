using System.Globalization;
using System.Security.Cryptography;
using Prov.V1;

namespace Prov.Silo.Tests.Careers.Targets;

/// <summary>A file of badges: a line for each account, with department and title as rights in one column.</summary>
internal sealed class BadgeTarget(string folder) : ICareerTarget
{
    private readonly string file = Path.Combine(folder, "badges.csv");

    public string Name => "badges";

    public TargetSystem Declaration => new()
    {
        Connector = "delimitedText",
        AccountName = new() { Expression = "\"e\" + identity.employeeNumber" },
        OwnershipAttribute = "number",
        Deprovisioning = new() { NeverDelete = true },
        Settings =
        {
            ["path"] = file,
            ["nameColumn"] = "badge",
            ["enabledColumn"] = "state",
            ["enabledValue"] = "valid",
            ["disabledValue"] = "void",
            ["entitlementsColumn"] = "doors",
            ["columns"] = "badge, state, number, holder, doors",
        },
        Mappings =
        {
            new AttributeMapping { Attribute = "number", Expression = "identity.employeeNumber" },
            new AttributeMapping { Attribute = "holder", Expression = "identity.familyName + \", \" + identity.givenName" },
        },
    };

    public string DepartmentRight(string department) => $"floor {department}";

    public string TitleRight(string title) => $"room for {title}";

    public string Expect(ExpectedPerson person) => AccountLine.Of(
        person.AccountName, person.Here, [person.Number, $"{person.FamilyName}, {person.GivenName}"], this.Rights(person));

    public async Task<IReadOnlyList<string>> ReadAsync()
    {
        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal("badge,state,number,holder,doors", lines[0]);
        return [.. lines.Skip(1).Select(Read)];
    }

    public async Task<string> JournalAsync()
    {
        var changed = File.GetLastWriteTimeUtc(file).ToString("O", CultureInfo.InvariantCulture);
        return $"changed at {changed}, digest {Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file)))}";
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The holder has a comma, so it is the one quoted field of a line; nothing here has a quote in it.
    private static string Read(string line)
    {
        var quoted = line.Split('"');
        Assert.Equal(3, quoted.Length);
        var (before, after) = (quoted[0].Split(','), quoted[2].Split(','));
        Assert.Contains(before[1], new[] { "valid", "void" });
        var doors = after[1].Split('|', StringSplitOptions.RemoveEmptyEntries);
        return AccountLine.Of(before[0], before[1] == "valid", [before[2], quoted[1]], doors);
    }
}
