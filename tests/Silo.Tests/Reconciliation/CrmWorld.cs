using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;
using Kind = Prov.V1.Reconciliation.Types.Kind;
using State = Prov.V1.Reconciliation.Types.State;

namespace Prov.Silo.Tests.Reconciliation;

/// <summary>A silo, people from HR, and their accounts in <see cref="CrmTable"/>.</summary>
public sealed class CrmWorld : IAsyncDisposable
{
    private readonly RunningSilo _silo = new();

    internal CrmTable Table { get; private set; } = null!;

    public RunningSilo Silo => _silo;

    public ReconciliationService.ReconciliationServiceClient Reconciliations => new(_silo.Calls);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<CrmWorld> StartAsync(ReconciliationRule? rule = null, Action<TargetSystem>? change = null)
    {
        var world = new CrmWorld();
        await world._silo.InitializeAsync();
        world.Table = await CrmTable.CreateAsync(world._silo.Process.Folder);
        await world.ApplyAsync(rule, change);
        return world;
    }

    public async Task ApplyAsync(ReconciliationRule? rule, Action<TargetSystem>? change = null)
    {
        var target = Table.Declare(rule);
        change?.Invoke(target);
        await _silo.ApplyAsync(
        [
            Schema(),
            Hr(),
            Changes(),
            new() { Name = CrmTable.Name, TargetSystem = target },
            new()
            {
                Name = "everyone",
                BirthrightPolicy = new()
                {
                    When = "true",
                    Gives = new() { Accounts = { CrmTable.Name }, Entitlements = { new EntitlementReference { Target = CrmTable.Name, Entitlement = "staff" } } },
                },
            },
        ]);
    }

    /// <summary>People <c>p01</c>, <c>p02</c> ..., whose accounts are there when this returns.</summary>
    public async Task JoinAsync(int people)
    {
        var events = new LifecycleEventService.LifecycleEventServiceClient(_silo.Calls);
        for (var i = 1; i <= people; i++)
        {
            await events.SubmitEventAsync(new() { Event = DriftingPerson.Join($"p{i:D2}") }, cancellationToken: Cancellation);
        }

        await ConvergedAsync();
    }

    public async Task LeaveAsync(string key)
    {
        var leave = new LifecycleEvent { Source = "hr", SourceKey = key, EventId = key + ":leave", Kind = LifecycleEvent.Types.Kind.Leave };
        await new LifecycleEventService.LifecycleEventServiceClient(_silo.Calls).SubmitEventAsync(new() { Event = leave }, cancellationToken: Cancellation);
        await ConvergedAsync();
    }

    /// <summary>Moves somebody again and again until the target turns the account's work away for this reason.</summary>
    public async Task MoveUntilRefusedAsync(string key, string reason)
    {
        var (events, accounts, moves) = (new LifecycleEventService.LifecycleEventServiceClient(_silo.Calls), new AccountService.AccountServiceClient(_silo.Calls), 0);
        await Deadline.UntilAsync(
            async () =>
            {
                var move = new LifecycleEvent
                {
                    Source = "hr", SourceKey = key, EventId = $"{key}:move:{++moves}", Kind = LifecycleEvent.Types.Kind.Move,
                    Attributes = { ["department"] = new() { StringValue = "Unit " + moves } },
                };
                await events.SubmitEventAsync(new() { Event = move }, cancellationToken: Cancellation);
                return (await accounts.ListAccountsAsync(new() { Filter = $"account.name == '{key}'" }, cancellationToken: Cancellation))
                    .Accounts.Any(a => a.FailureReason == reason);
            },
            TimeSpan.FromSeconds(30),
            "the work is turned away");
    }

    public Task ConvergedAsync() => Deadline.UntilAsync(
        async () => (await new StatusService.StatusServiceClient(_silo.Calls).GetStatusAsync(new(), cancellationToken: Cancellation)).AccountsNotConverged == 0,
        TimeSpan.FromMinutes(1),
        "every account has converged");

    /// <summary>Runs to the end, or until something is held.</summary>
    public async Task<V1.Reconciliation> ReconcileAsync(Kind kind = Kind.Full, bool reportOnly = false)
    {
        var request = new StartReconciliationRequest { TargetSystem = CrmTable.Name, Kind = kind, ReportOnly = reportOnly, RequestId = Guid.NewGuid().ToString() };
        return await EndAsync((await Reconciliations.StartReconciliationAsync(request, cancellationToken: Cancellation)).Reconciliation.Id);
    }

    public async Task<V1.Reconciliation> EndAsync(string id)
    {
        while (true)
        {
            var request = new GetReconciliationRequest { ReconciliationId = id, Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) };
            var run = (await Reconciliations.GetReconciliationAsync(request, cancellationToken: Cancellation)).Reconciliation;
            if (run.State != State.Running)
            {
                return run;
            }
        }
    }

    /// <summary>What was found, as <c>name situation action</c>, by name.</summary>
    public async Task<IReadOnlyList<string>> SituationsAsync()
    {
        var answer = await Reconciliations.ListSituationsAsync(new() { TargetSystem = CrmTable.Name, PageSize = 1000 }, cancellationToken: Cancellation);
        return [.. answer.Situations.Select(s => $"{s.Name} {s.Situation} {s.Action}").Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        await Table.DisposeAsync();
    }

    private static ConfigurationDocument Schema() => new()
    {
        IdentitySchema = new()
        {
            Attributes =
            {
                new AttributeDefinition { Name = "number", Type = AttributeType.String },
                new AttributeDefinition { Name = "familyName", Type = AttributeType.String },
                new AttributeDefinition { Name = "department", Type = AttributeType.String },
                new AttributeDefinition { Name = "phone", Type = AttributeType.String },
            },
        },
    };

    private static ConfigurationDocument Hr() => new()
    {
        Name = "hr",
        AuthoritativeSource = new()
        {
            Attributes =
            {
                new SourceAttribute { Name = "number", Type = AttributeType.String },
                new SourceAttribute { Name = "familyName", Type = AttributeType.String },
                new SourceAttribute { Name = "department", Type = AttributeType.String },
                new SourceAttribute { Name = "phone", Type = AttributeType.String },
            },
            Mappings =
            {
                new AttributeMapping { Attribute = "number", Expression = "record.number" },
                new AttributeMapping { Attribute = "familyName", Expression = "record.familyName" },
                new AttributeMapping { Attribute = "department", Expression = "record.department" },
                new AttributeMapping { Attribute = "phone", Expression = "record.phone" },
            },
            CorrelateBy = { "number" },
        },
    };

    /// <summary>The source that is made of the target.</summary>
    private static ConfigurationDocument Changes() => new()
    {
        Name = "crm-changes",
        AuthoritativeSource = new()
        {
            Active = "false",
            Attributes = { new SourceAttribute { Name = "phone", Type = AttributeType.String } },
            Mappings =
            {
                new AttributeMapping { Attribute = "phone", Expression = "record.phone", Strength = AttributeMapping.Types.Strength.Strong },
            },
        },
    };
}
