using System.Xml.Linq;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Spml.Messages;

/// <summary>What the status and the error of an answer mean to the engine (SPML 2.0, section 3.1.2).</summary>
internal static class SpmlOutcomes
{
    public static ConnectorResult Explain(XElement answer) => (string?)answer.Attribute("status") switch
    {
        "success" => ConnectorResult.Done,
        "pending" when (string?)answer.Attribute("requestID") is { Length: > 0 and <= 4096 } id => ConnectorResult.Accepted(id),
        "failure" => Failure((string?)answer.Attribute("error") ?? ""),
        _ => throw new FormatException("An answer has no status."),
    };

    private static ConnectorResult Failure(string error) => error switch
    {
        "alreadyExists" => Failed(ConnectorStatus.Conflict, "NAME_TAKEN", "Another object has this name or a value that the target wants once."),
        "noSuchIdentifier" => Failed(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such object."),
        "noSuchRequest" => Failed(ConnectorStatus.NotFound, "OPERATION_UNKNOWN", "The provider no longer knows the operation."),
        "unsupportedOperation" => Failed(ConnectorStatus.Refused, "OPERATION_UNSUPPORTED", "The provider does not offer this operation."),
        "malformedRequest" => Failed(ConnectorStatus.Refused, "REQUEST_MALFORMED", "The provider does not understand the request. Correct the mappings, or targetId."),
        "invalidIdentifier" or "unsupportedIdentifierType" => Failed(ConnectorStatus.Refused, "IDENTIFIER_INVALID", "The provider does not take this id. Correct targetId."),
        _ => Failed(ConnectorStatus.Refused, "OPERATION_REFUSED", "The provider refused; its own log says why."),
    };

    private static ConnectorResult Failed(ConnectorStatus status, string reason, string message) => ConnectorResult.Failed(status, reason, message);
}
