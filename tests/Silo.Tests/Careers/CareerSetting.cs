using Grpc.Net.Client;
using Prov.Silo.Tests.Careers.Targets;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Careers;

/// <summary>A fresh silo with fresh targets under the configuration of the careers.</summary>
internal sealed class CareerSetting : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(4);

    private readonly SiloProcess silo;
    private readonly GrpcChannel channel;

    private CareerSetting(SiloProcess silo) => (this.silo, channel) = (silo, silo.Connect());

    public List<ICareerTarget> Targets { get; } = [];

    public static async Task<CareerSetting> StartAsync(CareerTables tables, SiloProcessOptions? options = null)
    {
        var setting = new CareerSetting(await SiloProcess.StartAsync(options));
        try
        {
            await setting.StartTargetsAsync(tables);
            return setting;
        }
        catch
        {
            await setting.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<StreamEventsResponse>> SubmitAsync(IEnumerable<CareerEvent> events) => CareerSubmission.SubmitAsync(channel, events);

    /// <summary>Waits until there are as many accounts as people in every target and each has its last generation applied.</summary>
    /// <returns>The generation of every account by its id.</returns>
    public async Task<IReadOnlyDictionary<string, long>> ConvergedAsync(int people)
    {
        IReadOnlyList<Account> accounts = [];
        await Deadline.UntilAsync(
            async () =>
            {
                accounts = await AccountsAsync();
                return accounts.Count == people * Targets.Count && accounts.All(a => a.AppliedGeneration == a.Desired.Generation);
            },
            _limit,
            "every account has its last generation applied");
        return accounts.ToDictionary(a => a.Id, a => a.Desired.Generation);
    }

    /// <summary>What shows any write to any target.</summary>
    public async Task<IReadOnlyList<string>> JournalsAsync() =>
        [.. await Task.WhenAll(Targets.Select(async t => $"{t.Name}: {await t.JournalAsync()}"))];

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await silo.DisposeAsync();
        foreach (var target in Targets)
        {
            await target.DisposeAsync();
        }
    }

    private async Task StartTargetsAsync(CareerTables tables)
    {
        Targets.Add(await DirectoryTarget.StartAsync(tables.Departments.Select(d => d.What).Distinct(), silo.Folder));
        Targets.Add(await CrmTarget.StartAsync(silo.Folder));
        Targets.Add(new BadgeTarget(silo.Folder));
        var configuration = new ConfigurationService.ConfigurationServiceClient(channel);
        await configuration.ApplyConfigurationAsync(new() { Documents = { CareerConfiguration.Documents(tables, Targets) } });
    }

    private async Task<IReadOnlyList<Account>> AccountsAsync()
    {
        var service = new AccountService.AccountServiceClient(channel);
        var accounts = new List<Account>();
        var request = new ListAccountsRequest { PageSize = 1000 };
        do
        {
            var page = await service.ListAccountsAsync(request);
            accounts.AddRange(page.Accounts);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return accounts;
    }
}
