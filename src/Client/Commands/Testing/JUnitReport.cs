using System.Xml;
using System.Xml.Linq;

namespace Prov.Client.Commands.Testing;

/// <summary>Writes results as JUnit XML, which build servers and reviews of changes read.</summary>
internal static class JUnitReport
{
    public static void Write(string file, IReadOnlyList<PolicyTestResult> results)
    {
        var suite = new XElement(
            "testsuite",
            new XAttribute("name", "prov policy test"),
            new XAttribute("tests", results.Count),
            new XAttribute("failures", results.Count(r => !r.Passed)),
            results.Select(CaseOf));
        using var writer = XmlWriter.Create(file, new XmlWriterSettings { Indent = true, CheckCharacters = false });
        new XDocument(new XElement("testsuites", suite)).Save(writer);
    }

    private static XElement CaseOf(PolicyTestResult result) => new(
        "testcase",
        new XAttribute("classname", Path.GetFileNameWithoutExtension(result.File)),
        new XAttribute("name", result.Name),
        new XAttribute("file", result.File),
        result.Passed ? null : new XElement(
            "failure",
            new XAttribute("message", result.Failures[0].Message),
            string.Join(Environment.NewLine, result.Failures.Select(f => $"{f.File}:{f.Line}: {f.Path}: {f.Message}"))));
}
