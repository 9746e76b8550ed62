using System.Text.Json;
using Prov.Connectors.Capabilities;
using Prov.Domain.WorkItems;

namespace Prov.Connectors.Manual.Notices;

/// <summary>A work item as a webhook gets it: JSON, camelCase.</summary>
internal static class WebhookBody
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web);

    public static byte[] Of(ManualNotice notice) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            WorkItem = notice.ItemId,
            notice.Task.Target,
            Action = JsonNamingPolicy.CamelCase.ConvertName(notice.Task.Action.ToString()),
            Account = notice.Task.AccountName,
            notice.Task.Urgent,
            Title = NoticeText.SubjectOf(notice),
            Instructions = ManualInstructions.StepsOf(notice.Task),
        },
        _options);
}
