namespace Prov.Client.Configuration;

/// <summary>What was read from files: the documents, and everything that is wrong with them.</summary>
/// <param name="Documents">In the order of the files; only those without a fault.</param>
/// <param name="Errors">Ordered by file and line; empty when all is well.</param>
public sealed record ConfigurationFiles(IReadOnlyList<PlacedDocument> Documents, IReadOnlyList<ConfigurationError> Errors)
{
    /// <summary>Puts a fault that the server found to the line where its cause was written.</summary>
    public ConfigurationError Locate(string reason, string document, string path, string message)
    {
        var place = Documents.FirstOrDefault(d => d.Is(document))?.Place;
        return new(reason, place?.File ?? "", place?.LineOf(path) ?? 0, document, path, message);
    }
}
