using System.CommandLine;
using Google.Protobuf;
using Prov.Client.Commands.Importing;
using Prov.Client.Commands.Reconciling;
using Prov.Client.Configuration;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Showing;

/// <summary><c>prov get</c>: one record.</summary>
internal static class GetCommand
{
    private static readonly Argument<string> _id = new("id") { Description = "Its id or name." };

    public static Command Create() => new("get", "Shows one record.")
    {
        Get("identity", "An identity, as last committed.", async (context, id) =>
            (await context.Client.Identities.GetIdentityAsync(new() { IdentityId = id }, cancellationToken: context.Cancellation)).Identity, IdentityView.Show),
        Get("account", "An account: what it should be, and what it is.", async (context, id) =>
            (await context.Client.Accounts.GetAccountAsync(new() { AccountId = id }, cancellationToken: context.Cancellation)).Account, AccountView.Show),
        Get("source", "An authoritative source, as configured.", async (context, id) =>
            (await context.Client.Sources.GetAuthoritativeSourceAsync(new() { Name = id }, cancellationToken: context.Cancellation)).Source, ShowSource),
        Get("target", "A target system, as configured, and how it fares.", async (context, id) =>
            await context.Client.Targets.GetTargetSystemAsync(new() { Name = id }, cancellationToken: context.Cancellation), ShowTarget),
        Get("import", "An import: how far it is, or how it ended.", async (context, id) =>
            (await context.Client.Imports.GetImportAsync(new() { RunId = id }, cancellationToken: context.Cancellation)).Run, ImportView.Show),
        Get("reconciliation", "A run of reconciliation: how far it is, or how it ended.", async (context, id) =>
            (await context.Client.Reconciliations.GetReconciliationAsync(new() { ReconciliationId = id }, cancellationToken: context.Cancellation)).Reconciliation,
            ReconciliationView.Show),
        Get("discovery", "Whom the accounts of a target system belong to, counted.", async (context, id) =>
            await context.Client.Reconciliations.GetDiscoveryAsync(new() { TargetSystem = id }, cancellationToken: context.Cancellation), ReconciliationView.Show),
        Get("workitem", "A work item, with its candidates.", async (context, id) =>
            (await context.Client.WorkItems.GetWorkItemAsync(new() { ItemId = id }, cancellationToken: context.Cancellation)).Item, WorkItemCommand.Show),
    };

    private static Command Get<T>(string name, string description, Func<CommandContext, string, Task<T>> getAsync, Action<Printer, T> show)
        where T : IMessage =>
        new Command(name, description) { _id }.Runs(async context =>
        {
            var found = await getAsync(context, context.Get(_id)!);
            if (context.Printer.IsJson)
            {
                context.Printer.Json(found);
            }
            else
            {
                show(context.Printer, found);
            }

            return ExitCode.Ok;
        });

    private static void ShowSource(Printer printer, AuthoritativeSource source) =>
        ConfigurationWriter.Write(printer.Results, [new(nameof(AuthoritativeSource), source.Name, source, DocumentPlace.None)]);

    private static void ShowTarget(Printer printer, GetTargetSystemResponse answer)
    {
        ConfigurationWriter.Write(printer.Results, [new(nameof(TargetSystem), answer.TargetSystem.Name, answer.TargetSystem, DocumentPlace.None)]);
        printer.Line("");
        printer.Facts([("State", TargetState.Of(answer.Status))]);
    }
}
