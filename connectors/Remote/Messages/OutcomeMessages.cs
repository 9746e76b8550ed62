using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Prov.Connectors.Outcomes;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote.Messages;

/// <summary>Outcomes, as messages and as the contract has them. What comes from elsewhere is brought into its bounds.</summary>
internal static partial class OutcomeMessages
{
    private const int LongestMessage = 1024;
    private const int LongestOperation = 4096;
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(1);

    public static Wire.Outcome Write(ConnectorResult result) => new()
    {
        Status = (Wire.Outcome.Types.Status)((int)result.Status + 1),
        Reason = result.Reason,
        Message = result.Message,
        RetryAfter = result.RetryAfter is { } wait ? Duration.FromTimeSpan(wait) : null,
        Operation = result.Operation,
    };

    /// <exception cref="FormatException">It is none.</exception>
    public static ConnectorResult Read(Wire.Outcome? outcome)
    {
        if (outcome is null || outcome.Status == Wire.Outcome.Types.Status.Unspecified || !System.Enum.IsDefined(outcome.Status))
        {
            throw new FormatException("An outcome is missing or is none of those that there are.");
        }

        var status = (ConnectorStatus)((int)outcome.Status - 1);
        return status switch
        {
            ConnectorStatus.Done => ConnectorResult.Done,
            ConnectorStatus.Accepted => outcome.Operation.Length is > 0 and <= LongestOperation
                ? ConnectorResult.Accepted(outcome.Operation, WaitOf(outcome.RetryAfter))
                : throw new FormatException("A write is accepted without a handle to ask after."),
            _ => ConnectorResult.Failed(status, ReasonOf(outcome.Reason), MessageOf(outcome.Message), WaitOf(outcome.RetryAfter)),
        };
    }

    private static string ReasonOf(string reason) => Reason().IsMatch(reason) ? reason : "REASON_NOT_GIVEN";

    // It is shown to people and written into audit and log.
    private static string MessageOf(string message)
    {
        var text = new string([.. message.Take(LongestMessage).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return text.Length > 0 ? text : "The connector gave no explanation.";
    }

    private static TimeSpan? WaitOf(Duration? wait) => wait switch
    {
        null => null,
        { Seconds: < 0 } or { Nanos: < 0 or > 999_999_999 } => null,
        _ when wait.Seconds >= _longestWait.TotalSeconds => _longestWait,
        _ => wait.ToTimeSpan(),
    };

    [GeneratedRegex("^[A-Z][A-Z0-9_]{0,63}\\z")]
    private static partial Regex Reason();
}
