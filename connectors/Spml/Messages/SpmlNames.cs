using System.Xml.Linq;

namespace Prov.Connectors.Spml.Messages;

/// <summary>Namespaces of SPML 2.0, its search capability and its DSML v2 profile (OASIS, 2006), and of SOAP 1.1.</summary>
internal static class SpmlNames
{
    public static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    public static readonly XNamespace Core = "urn:oasis:names:tc:SPML:2:0";
    public static readonly XNamespace Search = "urn:oasis:names:tc:SPML:2:0:search";
    public static readonly XNamespace Async = "urn:oasis:names:tc:SPML:2:0:async";
    public static readonly XNamespace Dsml = "urn:oasis:names:tc:DSML:2:0:core";
    public static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    public static readonly XNamespace Xsd = "http://www.w3.org/2001/XMLSchema";
}
