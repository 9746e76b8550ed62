using System.CommandLine;
using System.Text.Json;
using Prov.Client.Commands;
using Prov.Client.Errors;
using Prov.Client.Output;

namespace Prov.Client.Demo;

/// <summary><c>prov demo</c>: a silo of its own, and joiner, mover and leaver from beginning to end.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> _once = new("--once") { Description = "Ends after the check, in place of serving until Ctrl-C." };
    private static readonly Option<bool> _json = new("--json") { Description = "The last line is the result as one JSON object." };
    private static readonly Option<bool> _keep = new("--keep") { Description = "Leaves the demo's folder, with the silo's log, where it is." };

    private static readonly Option<string?> _ldap = new("--ldap") { Description = "A directory server as a third target: ldap://host:port/entry-for-the-accounts." };
    private static readonly Option<string?> _ldapBindDn = new("--ldap-bind-dn") { Description = "Name to sign in to it with." };
    private static readonly Option<string?> _ldapPasswordFile = new("--ldap-password-file") { Description = "File that holds the password." };

    public static Command Create() => new Command("demo", "Starts a silo on this machine and walks through joiner, mover and leaver.")
    {
        _once, _json, _keep, _ldap, _ldapBindDn, _ldapPasswordFile,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context)
    {
        var printer = context.Get(_json) ? context.Printer.ForPrograms() : context.Printer;
        var voice = new DemoVoice(printer);
        var start = TimeProvider.System.GetTimestamp();
        var folder = DemoFolder.Create(DemoLdap.From(context.Get(_ldap), context.Get(_ldapBindDn), context.Get(_ldapPasswordFile)));
        try
        {
            await using var silo = SiloProcess.Start(folder, wellKnownPort: !context.Get(_once));
            voice.Step("Starting a silo with an embedded store (SQLite)");
            await silo.WaitUntilServingAsync(context.Cancellation);
            using var run = DemoRun.Connect(folder, silo.Address, printer, voice);
            var result = await run.RunAsync(start, context.Cancellation);
            Conclude(printer, voice, result);
            if (!context.Get(_once))
            {
                await ServeAsync(voice, folder, silo.Address, context.Cancellation);
            }

            return result is { Converged: true, Correct: true } ? ExitCode.Ok : ExitCode.Refused;
        }
        finally
        {
            if (context.Get(_keep))
            {
                printer.Say($"The demo's folder is {folder.Path}");
            }
            else
            {
                folder.Dispose();
            }
        }
    }

    private static void Conclude(Printer printer, DemoVoice voice, DemoResult result)
    {
        voice.Tell($"{result.Identities} identities, {result.Accounts} accounts, {result.Seconds:0.0} s.");
        if (printer.IsJson)
        {
            printer.JsonOf(result, JsonNamingPolicy.SnakeCaseLower);
        }
    }

    private static async Task ServeAsync(DemoVoice voice, DemoFolder folder, Uri server, CancellationToken cancellation)
    {
        voice.Step("Your turn. The silo serves until Ctrl-C; in another terminal:");
        voice.Tell($"export PROV_SERVER={server.GetLeftPart(UriPartial.Authority)} PROV_TOKEN=$(cat {folder.TokenFile})");
        voice.Tell("./prov status");
        voice.Tell("./prov list identities --filter 'identity.department == \"Sales\"'");
        voice.Tell("./prov watch audit");
        voice.Tell("./prov event suspend --source hr --key E10004 --id my-first-event");
        voice.Tell($"head {folder.DirectoryTarget}");
        voice.Tell("./prov target maintenance on crm --reason 'new disk'     then send events, and take it off again");
        voice.Tell($"change {folder.Configuration}, then ./prov diff -f and ./prov apply -f that folder");
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
