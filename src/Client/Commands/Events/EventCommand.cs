using System.CommandLine;
using Prov.Client.Commands.Previewing;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Events;

/// <summary><c>prov event</c>: says one change of one record, as its source would.</summary>
internal static class EventCommand
{
    private static readonly Option<string> _source = new("--source") { Description = "Name of the authoritative source.", Required = true };
    private static readonly Option<string> _key = new("--key") { Description = "Key of the record within the source.", Required = true };
    private static readonly Option<string?> _id = new("--id") { Description = "Id of the event; repeat it to be sure. A new one when absent." };
    private static readonly Option<long?> _sequence = new("--sequence") { Description = "Order of the record's events, as the source counts." };
    private static readonly Option<string?> _effectiveAt = new("--effective-at") { Description = "From when it holds: 2031-04-01 or 2031-04-01T08:00:00Z. On arrival when absent." };
    private static readonly Option<bool> _emergency = new("--emergency") { Description = "Leave only: ends every record of the person at once and goes before all other work." };
    private static readonly Option<string[]> _set = new("--set") { Description = "name=value of the source's own attributes; name= removes one. May be repeated.", DefaultValueFactory = _ => [] };

    private static readonly (string Name, LifecycleEvent.Types.Kind Kind, string Description)[] _kinds =
    [
        ("join", LifecycleEvent.Types.Kind.Join, "The person is here; after a leave it is a rehire. Give the whole record."),
        ("move", LifecycleEvent.Types.Kind.Move, "Some attributes change."),
        ("leave", LifecycleEvent.Types.Kind.Leave, "The person is no longer here."),
        ("suspend", LifecycleEvent.Types.Kind.Suspend, "Away for a time."),
        ("resume", LifecycleEvent.Types.Kind.Resume, "Back from a suspension."),
        ("record", LifecycleEvent.Types.Kind.Record, "The whole record as it is now."),
    ];

    public static Command Create() => Create("Submits an event and answers after its commit.", RunAsync);

    /// <summary><c>prov preview event</c>: the same events, but nothing is submitted.</summary>
    public static Command CreatePreview() => Create("Shows what an event would do.", PreviewAsync);

    private static Command Create(string description, Func<LifecycleEvent.Types.Kind, CommandContext, Task<int>> run)
    {
        var command = new Command("event", description);
        foreach (var (name, kind, meaning) in _kinds)
        {
            var single = new Command(name, meaning) { _source, _key, _id, _sequence, _effectiveAt, _set };
            if (kind == LifecycleEvent.Types.Kind.Leave)
            {
                single.Options.Add(_emergency);
            }

            command.Subcommands.Add(single.Runs(context => run(kind, context)));
        }

        return command;
    }

    private static async Task<int> RunAsync(LifecycleEvent.Types.Kind kind, CommandContext context)
    {
        var lifecycleEvent = await ReadAsync(kind, context);
        var answer = await context.Client.Events.SubmitEventAsync(new() { Event = lifecycleEvent }, cancellationToken: context.Cancellation);
        Show(context.Printer, answer.Receipt);
        return ExitCode.Ok;
    }

    private static async Task<int> PreviewAsync(LifecycleEvent.Types.Kind kind, CommandContext context) =>
        await PreviewCommand.EventAsync(context, await ReadAsync(kind, context));

    private static async Task<LifecycleEvent> ReadAsync(LifecycleEvent.Types.Kind kind, CommandContext context)
    {
        var lifecycleEvent = new LifecycleEvent
        {
            Source = context.Get(_source)!,
            SourceKey = context.Get(_key)!,
            EventId = context.Get(_id) ?? Guid.NewGuid().ToString(),
            Kind = kind,
            Emergency = kind == LifecycleEvent.Types.Kind.Leave && context.Get(_emergency),
        };
        ReadWhen(context, lifecycleEvent);
        await ReadAttributesAsync(context, lifecycleEvent);
        return lifecycleEvent;
    }

    private static void ReadWhen(CommandContext context, LifecycleEvent lifecycleEvent)
    {
        if (context.Get(_sequence) is { } sequence)
        {
            lifecycleEvent.Sequence = sequence;
        }

        if (context.Get(_effectiveAt) is { } text)
        {
            lifecycleEvent.EffectiveAt = AttributeText.ParseInstant(text)
                ?? throw GlobalOptions.Usage("--effective-at is a date or an instant, as 2031-04-01 or 2031-04-01T08:00:00Z.");
        }
    }

    private static async Task ReadAttributesAsync(CommandContext context, LifecycleEvent lifecycleEvent)
    {
        var settings = context.Get(_set)!;
        if (settings.Length == 0)
        {
            return;
        }

        var answer = await context.Client.Sources.GetAuthoritativeSourceAsync(new() { Name = lifecycleEvent.Source }, cancellationToken: context.Cancellation);
        var separator = answer.Source.Feed is { HasValueSeparator: true } feed ? feed.ValueSeparator[0] : ';';
        foreach (var setting in settings)
        {
            var parts = setting.Split('=', 2);
            if (parts.Length != 2 || lifecycleEvent.Attributes.ContainsKey(parts[0]))
            {
                throw GlobalOptions.Usage("--set is written name=value, each name once.");
            }

            // An attribute that the source does not declare is left to the server to refuse, with everything else.
            var declared = answer.Source.Attributes.FirstOrDefault(a => a.Name == parts[0]) ?? new() { Type = AttributeType.String };
            lifecycleEvent.Attributes[parts[0]] = AttributeText.Parse(parts[1], declared, separator)
                ?? throw GlobalOptions.Usage($"--set {parts[0]}: the source declares this attribute as {ValueText.Of(declared.Type)}.");
        }
    }

    private static void Show(Printer printer, EventReceipt receipt)
    {
        if (printer.IsJson)
        {
            printer.Json(receipt);
            return;
        }

        var repeated = receipt.Repeated ? ", as when it was first sent" : "";
        printer.Line($"{receipt.EventId} is {ValueText.Of(receipt.Outcome)}{repeated}: identity {receipt.IdentityId}, generation {receipt.Generation}.");
    }
}
