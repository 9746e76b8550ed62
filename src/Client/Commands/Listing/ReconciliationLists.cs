using System.CommandLine;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Listing;

/// <summary>Lists of runs of reconciliation and of what they found.</summary>
internal static class ReconciliationLists
{
    public static string[] RunHeadings { get; } = ["ID", "TARGET", "KIND", "STATE", "READ", "REPAIRED", "HELD", "STARTED"];

    public static string[] SituationHeadings { get; } = ["NATIVE ID", "NAME", "SITUATION", "ACTION", "ACCOUNT", "OWNER", "DIFFERING", "FOUND"];

    public static Option<string> Target { get; } = new("--target") { Description = "Of this target system.", DefaultValueFactory = _ => "" };

    public static Option<string> Situation { get; } = new("--situation") { Description = "Only in this one, as orphan or outOfScope.", DefaultValueFactory = _ => "" };

    public static Option<string> Run { get; } = new("--run") { Description = "Only what this run found last.", DefaultValueFactory = _ => "" };

    public static async Task<Page> RunsAsync(CommandContext context, PageRequest page)
    {
        var request = new ListReconciliationsRequest { TargetSystem = context.Get(Target), PageSize = page.Size, PageToken = page.Token };
        var answer = await context.Client.Reconciliations.ListReconciliationsAsync(request, cancellationToken: context.Cancellation);
        return new(answer, answer.Reconciliations.Select(Row), answer.NextPageToken);

        static string[] Row(Reconciliation r) =>
        [
            r.Id, r.TargetSystem, ValueText.Of(r.Kind), ValueText.Of(r.State), ValueText.Of(r.Seen), ValueText.Of(r.Repaired), ValueText.Of(r.Held),
            ValueText.Of(r.StartedAt),
        ];
    }

    public static async Task<Page> SituationsAsync(CommandContext context, PageRequest page)
    {
        var request = new ListSituationsRequest
        {
            TargetSystem = context.Get(Target), Situation = Read(context.Get(Situation)!), ReconciliationId = context.Get(Run),
            PageSize = page.Size, PageToken = page.Token,
        };
        var answer = await context.Client.Reconciliations.ListSituationsAsync(request, cancellationToken: context.Cancellation);
        return new(answer, answer.Situations.Select(Row), answer.NextPageToken);

        static string[] Row(AccountSituation s) =>
        [
            s.NativeId, s.Name, ValueText.Of(s.Situation), ValueText.Of(s.Action), s.AccountId, s.Owners.Count == 0 ? "" : s.Owners[0].IdentityId,
            string.Join(", ", s.Differing), ValueText.Of(s.FoundAt),
        ];
    }

    private static Situation Read(string name) =>
        name.Length == 0 ? V1.Situation.Unspecified
        : Enum.TryParse<Situation>(name, ignoreCase: true, out var situation) ? situation
        : throw new ProvException(new("USAGE", $"'{name}' is no situation.", ExitCode.Usage) { Advice = "See prov list situations --help." });
}
