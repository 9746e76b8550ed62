namespace Prov.Client.Commands.Testing;

/// <summary>How one test went.</summary>
/// <param name="Name">Name of the test.</param>
/// <param name="Statement">What it says.</param>
/// <param name="File">Where it was written.</param>
/// <param name="Failures">What was not as expected; none when it passed.</param>
public sealed record PolicyTestResult(string Name, string Statement, string File, IReadOnlyList<PolicyTestProblem> Failures)
{
    public bool Passed => Failures.Count == 0;
}

/// <summary>Something that was not as expected, at the line where that was written.</summary>
/// <param name="File">The test's file.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Path">Where in the test, as <c>steps[2].expect.identities[0].state</c>.</param>
/// <param name="Message">What was expected and what was found.</param>
public sealed record PolicyTestProblem(string File, int Line, string Path, string Message);
