using Prov.Client.Commands.Configuring;
using Prov.Client.Commands.Importing;
using Prov.Client.Connection;
using Prov.Client.Demo.Check;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Demo;

/// <summary>The steps of the demo against a silo that serves.</summary>
internal sealed class DemoRun : IDisposable
{
    private static readonly TimeSpan _convergenceLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly DemoFolder _folder;
    private readonly ProvClient _client;
    private readonly Printer _printer;
    private readonly DemoVoice _voice;
    private readonly TargetFiles _targets;
    private readonly DemoPeople _people;

    private DemoRun(DemoFolder folder, ProvClient client, Printer printer, DemoVoice voice)
    {
        (_folder, _client, _printer, _voice) = (folder, client, printer, voice);
        _targets = new(folder.DirectoryTarget, folder.CrmTarget);
        _people = DemoPeople.Read(folder.Feed, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
    }

    public static DemoRun Connect(DemoFolder folder, Uri server, Printer printer, DemoVoice voice)
    {
        var token = File.ReadAllText(folder.TokenFile).Trim();
        return new(folder, ProvClient.Connect(new() { Server = server, Token = token }), printer, voice);
    }

    /// <param name="start">When the demo began.</param>
    /// <param name="cancellation">Ends the demo.</param>
    public async Task<DemoResult> RunAsync(long start, CancellationToken cancellation)
    {
        await ConfigureAsync(cancellation);
        var import = await ImportAsync(cancellation);
        var events = new DemoEvents(_client, _voice, _targets, _people, token => ConvergeAsync(token));
        await events.RunAsync(cancellation);
        _voice.Step("Checking the targets' own files against the feed and the events, without Prov");
        var status = await ConvergeAsync(cancellation);
        var targets = Compare();
        return new(
            status.IdentitiesByState.Values.Sum(),
            status.TargetSystems.Sum(t => t.AccountsByStatus.Values.Sum()),
            status.AccountsNotConverged == 0,
            targets.Values.All(t => t.Agrees),
            Math.Round(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 1),
            import.Metadata.RowsBad,
            targets);
    }

    public void Dispose() => _client.Dispose();

    private async Task ConfigureAsync(CancellationToken cancellation)
    {
        _voice.Step("Applying the configuration: one source, two targets, roles and policies");
        var answer = await LocalConfiguration.Read(_folder.Configuration).ApplyAsync(_client, validateOnly: false, cancellation);
        _voice.Tell($"{answer.Changes.Count} documents are version {answer.Version} of the configuration.");
    }

    private async Task<ImportRun> ImportAsync(CancellationToken cancellation)
    {
        _voice.Step("Importing the HR feed");
        var begun = await FeedUpload.SendAsync(_client, DemoPeople.Source, _folder.Feed, cancellation);
        var run = await ImportProgress.FollowAsync(_client, _printer, begun.Id, cancellation);
        var import = run.Metadata;
        if (import.State != ImportMetadata.Types.State.Succeeded)
        {
            throw new ProvException(new("DEMO_IMPORT_FAILED", $"The import is {ValueText.Of(import.State)}. {import.Explanation}", ExitCode.Refused));
        }

        _voice.Tell($"{import.RowsRead} rows read, {import.Applied} people applied, {import.RowsBad} bad rows in quarantine:");
        await ShowQuarantineAsync(run.Id, cancellation);
        await ConvergeAsync(cancellation);
        _voice.Tell($"The targets' own files now hold {_targets.Directory().Count} and {_targets.Crm().Count} accounts.");
        return run;
    }

    private async Task ShowQuarantineAsync(string runId, CancellationToken cancellation)
    {
        var answer = await _client.Sources.ListQuarantinedRecordsAsync(new() { RunId = runId, PageSize = 5 }, cancellationToken: cancellation);
        foreach (var record in answer.Records)
        {
            _voice.Tell($"  line {record.Line}: {string.Join("; ", record.Faults)}");
        }
    }

    private async Task<GetStatusResponse> ConvergeAsync(CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var status = await _client.Status.GetStatusAsync(new(), cancellationToken: cancellation);
            if (status.AccountsNotConverged == 0 || TimeProvider.System.GetElapsedTime(start) > _convergenceLimit)
            {
                return status;
            }

            await Task.Delay(_pause, cancellation);
        }
    }

    private Dictionary<string, TargetComparison> Compare()
    {
        var targets = new Dictionary<string, TargetComparison>
        {
            ["directory"] = TargetComparison.Of(ExpectedAccounts.Directory(_people.Here), _targets.Directory()),
            ["crm"] = TargetComparison.Of(ExpectedAccounts.Crm(_people.Here), _targets.Crm()),
        };
        foreach (var (name, target) in targets)
        {
            _voice.Tell($"{name,-10} {target.Expected} expected, {target.Found} found, {target.Disabled} disabled: {(target.Agrees ? "exactly as expected" : "NOT as expected")}");
            foreach (var difference in target.Differences)
            {
                _voice.Tell("  " + difference);
            }
        }

        return targets;
    }
}
