using System.Globalization;
using System.Text;
using Prov.Connectors.Capabilities;
using Prov.Domain.WorkItems;

namespace Prov.Connectors.Manual.Notices;

/// <summary>A work item in the words of a mail.</summary>
/// <param name="preface">How such things are done at this target, in the administrator's words; can be empty.</param>
internal sealed class NoticeText(string preface)
{
    private const int LongestSubject = 200;

    /// <summary>One line, without attribute values beside the account's name.</summary>
    public static string SubjectOf(ManualNotice notice)
    {
        var text = $"{(notice.Task.Urgent ? "[urgent] " : "")}{ManualInstructions.TitleOf(notice.Task)} ({notice.ItemId})";
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= LongestSubject ? line : line[..LongestSubject];
    }

    public string BodyOf(ManualNotice notice)
    {
        var body = new StringBuilder();
        if (notice.Task.Urgent)
        {
            body.AppendLine("Urgent: access is taken away. Please do this now.").AppendLine();
        }

        if (preface.Length > 0)
        {
            body.AppendLine(preface).AppendLine();
        }

        foreach (var (step, i) in ManualInstructions.StepsOf(notice.Task).Select((step, i) => (step, i)))
        {
            body.AppendLine(CultureInfo.InvariantCulture, $"{i + 1}. {OneLine(step)}");
        }

        body.AppendLine().AppendLine("When it is done, say so, with what shows it (a ticket, a reference):").AppendLine();
        body.AppendLine(CultureInfo.InvariantCulture, $"    prov workitem complete {notice.ItemId} --evidence \"...\"").AppendLine();
        body.AppendLine(CultureInfo.InvariantCulture, $"Target: {notice.Task.Target}. Work item: {notice.ItemId}. This mail may come twice; the work item is one.");
        return body.ToString();
    }

    // A value with line breaks must not look like further steps.
    private static string OneLine(string step) => string.Concat(step.Select(c => char.IsControl(c) ? ' ' : c));
}
