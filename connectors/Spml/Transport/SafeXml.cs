using System.Xml;
using System.Xml.Linq;

namespace Prov.Connectors.Spml.Transport;

/// <summary>Reads XML of others: no document type, so no entities and nothing fetched; bounded in size and depth.</summary>
internal static class SafeXml
{
    public const int MostBytes = 16 << 20;
    private const int MostDepth = 64;

    /// <exception cref="FormatException">It is none, or not within the bounds.</exception>
    public static XElement Read(byte[] bytes)
    {
        try
        {
            CheckDepth(bytes);
            using var reader = Open(bytes);
            return XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!;
        }
        catch (XmlException e)
        {
            throw new FormatException("An answer is no XML, or has a document type.", e);
        }
    }

    // Before a tree is made of it: who walks a deep tree needs a deep stack.
    private static void CheckDepth(byte[] bytes)
    {
        using var reader = Open(bytes);
        while (reader.Read())
        {
            if (reader.Depth > MostDepth)
            {
                throw new FormatException("An answer is nested too deeply.");
            }
        }
    }

    private static XmlReader Open(byte[] bytes) => XmlReader.Create(
        new MemoryStream(bytes, writable: false),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostBytes, CloseInput = true });
}
