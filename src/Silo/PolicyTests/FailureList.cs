using Prov.V1;

namespace Prov.Silo.PolicyTests;

/// <summary>What was not as expected, each with its place in the test.</summary>
internal sealed class FailureList
{
    private readonly List<PolicyTestFailure> _failures = [];

    public IReadOnlyList<PolicyTestFailure> All => _failures;

    public void Add(string path, string message) => _failures.Add(new() { Path = path, Message = message });

    public void Differs(string path, string expected, string found) => Add(path, $"Expected {expected}, but found {found}.");

    /// <summary>Compares without order; repeats count once.</summary>
    public void Compare(string path, IEnumerable<string> expected, IEnumerable<string> found)
    {
        var (wanted, seen) = (expected.ToHashSet(StringComparer.Ordinal), found.ToHashSet(StringComparer.Ordinal));
        if (!wanted.SetEquals(seen))
        {
            Differs(path, Describe(wanted), Describe(seen));
        }
    }

    public static string Describe(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Order(StringComparer.Ordinal))}]";
}
