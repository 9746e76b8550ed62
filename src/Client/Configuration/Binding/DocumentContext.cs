namespace Prov.Client.Configuration.Binding;

/// <summary>What is found while one document is bound: its faults, and on which line each path stands.</summary>
internal sealed class DocumentContext(string file, string document)
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly List<ConfigurationError> _errors = [];

    public string File => file;

    public string Document => document;

    public IReadOnlyList<ConfigurationError> Errors => _errors;

    public IReadOnlyDictionary<string, int> Lines => _lines;

    /// <summary>Takes over what was found in a document inside this one.</summary>
    public void Refuse(IEnumerable<ConfigurationError> errors) => _errors.AddRange(errors);

    public void Place(string path, int line) => _lines.TryAdd(path, line);

    public void Refuse(string reason, string path, int line, string message) =>
        _errors.Add(new(reason, file, line, document, path, message));
}
