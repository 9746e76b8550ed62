using Prov.V1;

namespace Prov.Silo.Configuration;

/// <summary>What a document is called: its kind and its name.</summary>
/// <param name="Kind">As documents write it, <c>TargetSystem</c>; empty when a document has no spec.</param>
/// <param name="Name">Its name; <c>default</c> for the identity schema, of which there is one.</param>
internal readonly record struct DocumentName(string Kind, string Name) : IComparable<DocumentName>
{
    private const string SchemaName = "default";

    public static DocumentName Of(ConfigurationDocument document) => document.SpecCase switch
    {
        ConfigurationDocument.SpecOneofCase.None => new("", document.Name),
        ConfigurationDocument.SpecOneofCase.IdentitySchema => new(nameof(IdentitySchema), SchemaName),
        var spec => new(spec.ToString(), document.Name),
    };

    public int CompareTo(DocumentName other) =>
        string.CompareOrdinal(Kind, other.Kind) is not 0 and var byKind ? byKind : string.CompareOrdinal(Name, other.Name);

    public override string ToString() => $"{Kind}/{Name}";
}
