using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Functions;

namespace Prov.Domain.Tests.Expressions;

/// <summary>Runs the table of the language, definitions.txt, and holds it to be complete.</summary>
public sealed class DefinitionTests
{
    private const string NeverFails = ", never fails";

    private static readonly string[] _operatorsAndMacros =
    [
        "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%", "!", "&&", "||", "?:", "[]", ".", "{}", ".? and [?]",
        "has", "all", "exists", "exists_one", "map", "filter", "optMap", "optFlatMap",
    ];

    private static readonly IReadOnlyList<(string Section, string Text, string Expected)> _rows = [.. Rows()];

    public static TheoryData<string, string> Cases => [.. _rows.Select(r => (r.Text, r.Expected))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluate_Defined_GivesWhatTheTableSays(string text, string expected)
    {
        var result = Evaluating.Run(text);
        if (expected[0] == '!')
        {
            Assert.Equal(expected[1..], result.ErrorReason);
            return;
        }

        var same = Evaluating.Run(expected);
        Assert.True(!result.IsError && !same.IsError, $"{text}: {result.ErrorMessage}{same.ErrorMessage}");
        Assert.True(result.Value.Kind == same.Value.Kind && result.Value == same.Value, $"{text} gives {result.Value}, not {same.Value}");
    }

    [Fact]
    public void Table_OfTheLanguage_HasEverythingWithItsFailures()
    {
        var sections = _rows.ToLookup(r => r.Section.Replace(NeverFails, "", StringComparison.Ordinal));
        Assert.DoesNotContain(_operatorsAndMacros.Concat(FunctionTable.Names), name => !sections.Contains(name));
        Assert.All(sections, section =>
        {
            Assert.Contains(section, r => r.Expected[0] != '!');
            Assert.True(section.Any(r => r.Expected[0] == '!') != section.First().Section.EndsWith(NeverFails, StringComparison.Ordinal), section.Key);
        });
    }

    private static IEnumerable<(string Section, string Text, string Expected)> Rows()
    {
        var section = "";
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Expressions", "definitions.txt")))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                section = line[2..];
            }
            else if (section.Length > 0 && line.Length > 0)
            {
                var parts = line.Split(" => ");
                yield return (section, parts[0].TrimEnd(), parts[1]);
            }
        }
    }
}
