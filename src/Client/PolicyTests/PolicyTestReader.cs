using Prov.Client.Configuration;
using Prov.Client.Configuration.Binding;
using Prov.Client.Configuration.Yaml;
using Prov.V1;

namespace Prov.Client.PolicyTests;

/// <summary>
/// Reads policy tests: documents of kind <c>PolicyTest</c> with all fields at the top, in the same files as configuration or in their own.
/// What several tests share is in <c>bases/NAME.yaml</c> beside them, and named by <c>uses</c>.
/// </summary>
public sealed class PolicyTestReader
{
    private const string Bases = "bases";

    private readonly List<PlacedPolicyTest> _tests = [];
    private readonly List<ConfigurationError> _errors = [];

    private PolicyTestReader()
    {
    }

    /// <summary>Reads a file, or every one below a directory; never throws for what is wrong with the files.</summary>
    /// <param name="path">A file or a directory.</param>
    public static PolicyTestFiles Read(string path)
    {
        var reader = new PolicyTestReader();
        var files = ConfigurationReader.Read(path, reader.Take, IsOutsideBases);
        reader._errors.AddRange(files.Errors);
        return new(files.Documents, reader._tests, [.. reader._errors.OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line)]);
    }

    private static bool IsOutsideBases(string file) => Path.GetFileName(Path.GetDirectoryName(file)) != Bases;

    private void Take(string file, YamlMap map)
    {
        var test = new PolicyTest();
        var context = new DocumentContext(file, ConfigurationReader.PolicyTestKind);
        var fields = map with { Entries = [.. map.Entries.Where(e => e.Key != "kind")] };
        new MessageBinder(context).Bind(test, fields, "");
        test.Name = test.Name.Length > 0 ? test.Name : Path.GetFileNameWithoutExtension(file);
        AddBases(test, file, context);
        _errors.AddRange(context.Errors);
        if (context.Errors.Count == 0)
        {
            _tests.Add(new(test, new(file, map.Line, context.Lines)));
        }
    }

    private static void AddBases(PolicyTest test, string file, DocumentContext context)
    {
        var own = test.Configuration.ToArray();
        test.Configuration.Clear();
        for (var i = 0; i < test.Uses.Count; i++)
        {
            var name = test.Uses[i];
            var path = Path.Combine(Path.GetDirectoryName(file) ?? "", Bases, name + ".yaml");
            if (Path.GetFileName(name) != name || !File.Exists(path))
            {
                context.Refuse(
                    ConfigurationReasons.FileNotReadable, $"uses[{i}]", context.Lines.GetValueOrDefault($"uses[{i}]"), $"There is no file {Bases}/{name}.yaml beside the test.");
                continue;
            }

            var shared = ConfigurationReader.Read(path);
            context.Refuse(shared.Errors);
            test.Configuration.AddRange(shared.Documents.Select(ConfigurationKinds.ToApi));
        }

        test.Uses.Clear();
        test.Configuration.AddRange(own);
    }
}
