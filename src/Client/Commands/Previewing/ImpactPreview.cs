using Prov.Client.Configuration;
using Prov.Client.Errors;
using Prov.V1;

namespace Prov.Client.Commands.Previewing;

/// <summary>Shows what applying documents would do to the whole population.</summary>
internal static class ImpactPreview
{
    public static async Task<int> RunAsync(CommandContext context, IEnumerable<PlacedDocument> documents)
    {
        var request = new PreviewConfigurationRequest { Documents = { documents.Select(ConfigurationKinds.ToApi) } };
        using var call = context.Client.Previews.PreviewConfiguration(request, cancellationToken: context.Cancellation);
        var held = false;
        while (await call.ResponseStream.MoveNext(context.Cancellation))
        {
            var part = call.ResponseStream.Current;
            held |= part.Summary?.Verdicts.Any(v => v.Held) == true;
            Show(context, part);
        }

        return held ? ExitCode.Partial : ExitCode.Ok;
    }

    private static void Show(CommandContext context, PreviewConfigurationResponse part)
    {
        if (part.PartCase == PreviewConfigurationResponse.PartOneofCase.Progress)
        {
            context.Printer.Say($"{part.Progress} identities looked at");
        }
        else if (context.Printer.IsJson)
        {
            context.Printer.Json(part);
        }
        else if (part.Sample is not null)
        {
            PlanView.Show(context.Printer, part.Sample);
        }
        else if (part.Summary is not null)
        {
            PlanView.Show(context.Printer, part.Summary);
        }
    }
}
