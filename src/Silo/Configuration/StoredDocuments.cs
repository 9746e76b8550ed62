using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Prov.Domain.Policies;
using Prov.Grains.Policies;
using Prov.V1;

namespace Prov.Silo.Configuration;

/// <summary>The stored form of a configuration: its documents in one protocol buffer, as they were applied.</summary>
internal sealed class StoredDocuments : IConfigurationReader
{
    public static ImmutableArray<byte> Write(IEnumerable<ConfigurationDocument> documents) =>
        ImmutableCollectionsMarshal.AsImmutableArray(new GetConfigurationResponse { Documents = { documents } }.ToByteArray());

    public static IReadOnlyList<ConfigurationDocument> Parse(ImmutableArray<byte> documents) =>
        GetConfigurationResponse.Parser.ParseFrom(documents.AsSpan()).Documents;

    /// <inheritdoc/>
    public ConfigurationSet Read(ImmutableArray<byte> documents) => DocumentReader.Read(Parse(documents)).Configuration;
}
