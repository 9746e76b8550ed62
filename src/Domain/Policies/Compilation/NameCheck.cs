using System.Text.RegularExpressions;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Which names documents and attributes may have.</summary>
internal static partial class NameCheck
{
    private static readonly string[] _reservedAttributes = ["id", "state"];

    /// <summary>Checks the names of all documents of one kind: their pattern, and that none occurs twice.</summary>
    public static void Documents(IEnumerable<(string Kind, string Name)> documents, FaultCollector faults)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (kind, name) in documents)
        {
            var document = $"{kind}/{name}";
            if (!DocumentName().IsMatch(name))
            {
                faults.Add(
                    FaultReasons.NameInvalid, document, "name",
                    "A name begins with a letter, goes on with letters, digits, '-', '_' or '.', "
                    + $"and has at most {Limits.NameLengthCharacters} characters.");
            }

            if (!seen.Add(name))
            {
                faults.Add(
                    FaultReasons.NameDuplicate, document, "name", "Another document of this kind has the same name (case does not count).");
            }
        }
    }

    /// <summary>Checks the name of a declared identity attribute.</summary>
    public static void Attribute(string name, string document, string path, FaultCollector faults)
    {
        if (!AttributeName().IsMatch(name))
        {
            faults.Add(
                FaultReasons.NameInvalid, document, path,
                $"An attribute's name is camelCase letters and digits, at most {Limits.NameLengthCharacters}.");
        }
        else if (Array.IndexOf(_reservedAttributes, name) >= 0)
        {
            faults.Add(FaultReasons.NameReserved, document, path, $"Every identity has '{name}' by itself; choose another name.");
        }
    }

    /// <summary>Checks the name of an attribute as a source or target writes it.</summary>
    public static void Foreign(string name, int limit, string document, string path, FaultCollector faults)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > limit || name.Any(char.IsControl))
        {
            faults.Add(FaultReasons.NameInvalid, document, path, $"Give a name of 1 to {limit} characters without control characters.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex DocumentName();

    [GeneratedRegex(@"\A[a-z][A-Za-z0-9]{0,63}\z")]
    private static partial Regex AttributeName();
}
