using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Grpc.Net.Client;
using Prov.LoadTests.Joiners;
using Prov.Tests.Servers;
using Prov.V1;
using Kind = Prov.V1.Reconciliation.Types.Kind;
using State = Prov.V1.Reconciliation.Types.State;

namespace Prov.LoadTests.Recon;

/// <summary>
/// Full and delta reconciliation of targets through a silo on PostgreSQL, beside a bare client's scan of the same accounts in the same run.
/// </summary>
public static class ReconBench
{
    private const int Passes = 3;
    private const int ChangedShare = 100;
    private const int SmallPopulation = 10_000;
    private const int DeltaChanges = 1_000;
    private const int DeltaPasses = 5;

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var (accounts, ldap) = (options.Number("accounts", 1_000_000), options.Number("ldap-accounts", 100_000));
        await using var postgres = await PostgresServer.StartAsync(new PostgresOptions { Durable = true, SharedBuffersMegabytes = 512 });
        var store = await postgres.CreateDatabaseAsync();
        await using var silo = await SiloProcess.StartAsync(new SiloProcessOptions
        {
            Settings = new Dictionary<string, string> { ["Prov:Store:Provider"] = "PostgreSql" },
            Environment = new Dictionary<string, string> { ["Prov__Store__ConnectionString"] = store },
        });
        using var channel = silo.Connect();
        var figures = new Dictionary<string, double>();
        await using (var file = new FileReconTarget(silo.Folder))
        {
            var bench = new TargetBench(channel, store, file, figures);
            await bench.RunAsync(accounts);
            figures["file_accounts_per_second"] = accounts / figures["file_seconds"];
            figures["sort_comm_ratio"] = figures["file_scan_ratio"];
        }

        await using (var sql = await SqlReconTarget.CreateAsync(postgres, silo.Folder))
        {
            var bench = new TargetBench(channel, store, sql, figures);
            await bench.RunAsync(accounts);
            figures["delta_seconds_per_change"] = await bench.DeltaAsync(accounts);
            await bench.FillAsync(SmallPopulation);
            figures["delta_cost_ratio"] = figures["delta_seconds_per_change"] / await bench.DeltaAsync(SmallPopulation);
        }

        await using (var directory = await LdapReconTarget.CreateAsync(silo.Folder))
        {
            await new TargetBench(channel, store, directory, figures).RunAsync(ldap);
        }

        figures["activations_unchanged"] = figures["file_activations_unchanged"] + figures["sql_activations_unchanged"] + figures["ldap_activations_unchanged"];
        figures["writes_unchanged"] = figures["file_writes_unchanged"] + figures["sql_writes_unchanged"] + figures["ldap_writes_unchanged"];
        Report(options, figures);
        return 0;
    }

    private static void Report(BenchOptions options, Dictionary<string, double> figures)
    {
        foreach (var (name, value) in figures)
        {
            Console.WriteLine($"{name,-36} {value.ToString("0.####", CultureInfo.InvariantCulture)}");
        }

        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures));
        }
    }

    /// <summary>The figures of one target.</summary>
    private sealed class TargetBench(GrpcChannel channel, string store, ReconTarget target, Dictionary<string, double> figures)
    {
        private readonly ReconciliationService.ReconciliationServiceClient _reconciliations = new(channel);
        private KnownAccounts? _template;

        public async Task RunAsync(long accounts)
        {
            Console.WriteLine($"{target.Name}: {accounts:N0} accounts");
            await JoinTemplateAsync();
            await FillAsync(accounts);
            await UnchangedAsync(accounts);
            await ChangedAsync();
        }

        /// <summary>Makes target and store have so many accounts, and Prov know of them.</summary>
        public async Task FillAsync(long accounts)
        {
            _template ??= await KnownAccounts.ReadTemplateAsync(store, target);
            await target.FillAsync(accounts);
            await _template.LoadAsync(accounts);

            // The first run builds the index from the store.
            await TimedAsync(Kind.Full);
        }

        private async Task UnchangedAsync(long accounts)
        {
            var (ours, bare, woken, written) = (new List<double>(), new List<double>(), 0L, 0L);
            for (var pass = 0; pass < Passes; pass++)
            {
                bare.Add((await target.ScanBareAsync()).TotalSeconds);
                var before = await DatabaseCounters.ReadAsync(store);
                var (elapsed, run) = await TimedAsync(Kind.Full);
                written += (await DatabaseCounters.ReadAsync(store)).Since(before).Rows - RowsOfTheRunItself;
                ours.Add(elapsed.TotalSeconds);
                woken += run.Woken;
                Console.WriteLine($"  unchanged: {accounts / ours[^1]:N0} accounts/s, bare {accounts / bare[^1]:N0}/s; {run.Unchanged:N0} of {run.Seen:N0} unchanged");
            }

            var (seconds, scan) = (Median(ours), Median(bare));
            figures[target.Name + "_seconds"] = seconds;
            figures[target.Name + "_bare_seconds"] = scan;
            figures[target.Name + "_scan_ratio"] = scan / seconds;
            figures[target.Name + "_activations_unchanged"] = woken;
            figures[target.Name + "_writes_unchanged"] = written;
        }

        private async Task ChangedAsync()
        {
            await target.ChangeEachAsync(ChangedShare);
            var (elapsed, run) = await TimedAsync(Kind.Full);
            var each = (elapsed.TotalSeconds - figures[target.Name + "_seconds"]) / Math.Max(1, run.Repaired);
            Console.WriteLine($"  1 in {ChangedShare} changed: {elapsed.TotalSeconds:N1} s, {run.Repaired:N0} repaired, {each * 1000:N2} ms each beyond the scan");
            figures[target.Name + "_changed"] = run.Repaired;
            figures[target.Name + "_seconds_per_change"] = each;
        }

        /// <summary>Seconds that a change costs by the target's own history.</summary>
        public async Task<double> DeltaAsync(long accounts)
        {
            await TimedAsync(Kind.Delta);
            var seconds = new List<double>();
            for (var pass = 0; pass < DeltaPasses; pass++)
            {
                await target.ChangeEachAsync(accounts / DeltaChanges);
                var (elapsed, run) = await TimedAsync(Kind.Delta);
                seconds.Add(run.ReadEverything || run.Repaired == 0
                    ? throw new InvalidOperationException($"The changes were not read from the history: {run}")
                    : elapsed.TotalSeconds / run.Repaired);
            }

            Console.WriteLine($"  delta of {DeltaChanges:N0} among {accounts:N0}: {Median(seconds) * 1000:N2} ms each");
            return Median(seconds);
        }

        private async Task<(TimeSpan Elapsed, Reconciliation Run)> TimedAsync(Kind kind)
        {
            var start = Stopwatch.GetTimestamp();
            var id = (await _reconciliations.StartReconciliationAsync(
                new() { TargetSystem = target.Name, Kind = kind, RequestId = Guid.NewGuid().ToString() })).Reconciliation.Id;
            while (true)
            {
                var run = (await _reconciliations.GetReconciliationAsync(
                    new() { ReconciliationId = id, Wait = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) })).Reconciliation;
                if (run.State == State.Succeeded)
                {
                    return (Stopwatch.GetElapsedTime(start), run);
                }

                if (run.State != State.Running)
                {
                    throw new InvalidOperationException($"A run of {target.Name} is {run.State}: {run.Explanation}");
                }
            }
        }

        private async Task JoinTemplateAsync()
        {
            var configuration = new ApplyConfigurationRequest();
            var (schema, source) = (new IdentitySchema(), new AuthoritativeSource());
            var join = new LifecycleEvent { Source = "hr", SourceKey = "t-" + target.Name, EventId = "t-" + target.Name, Kind = LifecycleEvent.Types.Kind.Join };
            foreach (var (name, value) in ReconTarget.Attributes.Zip(KnownAccounts.TemplateValues))
            {
                schema.Attributes.Add(new AttributeDefinition { Name = name, Type = AttributeType.String });
                source.Attributes.Add(new SourceAttribute { Name = name, Type = AttributeType.String });
                source.Mappings.Add(new AttributeMapping { Attribute = name, Expression = "record." + name });
                join.Attributes.Add(name, new AttributeValue { StringValue = value });
            }

            configuration.Documents.Add(new ConfigurationDocument { IdentitySchema = schema });
            configuration.Documents.Add(new ConfigurationDocument { Name = "hr", AuthoritativeSource = source });
            configuration.Documents.Add(new ConfigurationDocument { Name = target.Name, TargetSystem = target.Declaration });
            configuration.Documents.Add(new ConfigurationDocument
            {
                Name = "everyone", BirthrightPolicy = new() { When = "true", Gives = new() { Accounts = { target.Name } } },
            });
            await new ConfigurationService.ConfigurationServiceClient(channel).ApplyConfigurationAsync(configuration);
            await new LifecycleEventService.LifecycleEventServiceClient(channel).SubmitEventAsync(new() { Event = join });
            await Deadline.UntilAsync(
                async () => (await new AccountService.AccountServiceClient(channel).ListAccountsAsync(new() { Filter = $"account.target == '{target.Name}'" }))
                    .Accounts.Any(a => a.Status == Account.Types.Status.Converged),
                TimeSpan.FromMinutes(1),
                "the template's account is there");
        }

        private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

        // The actor's state and the run's row, at the beginning and at the end of it.
        private const int RowsOfTheRunItself = 4;
    }
}
