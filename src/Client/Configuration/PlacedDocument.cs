using Google.Protobuf;

namespace Prov.Client.Configuration;

/// <summary>One document of a configuration, bound to its message.</summary>
/// <param name="Kind">As <c>TargetSystem</c>.</param>
/// <param name="Name">Unique within its kind; empty for a kind of which there is one only.</param>
/// <param name="Spec">The document as a message of the API.</param>
/// <param name="Place">Where it was written.</param>
public sealed record PlacedDocument(string Kind, string Name, IMessage Spec, DocumentPlace Place)
{
    /// <summary>Kind and name, as <c>TargetSystem/directory</c>.</summary>
    public string Id => Name.Length == 0 ? Kind : $"{Kind}/{Name}";

    /// <summary>Whether the server means this document; it gives a name also to a document that needs none.</summary>
    public bool Is(string id) => id == Id || (Name.Length == 0 && id.StartsWith(Kind + "/", StringComparison.Ordinal));
}
