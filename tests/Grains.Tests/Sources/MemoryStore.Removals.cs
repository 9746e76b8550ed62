using System.Collections.Concurrent;
using System.Collections.Immutable;
using Prov.Domain.Removals;
using Prov.Storage.Queries;

namespace Prov.Grains.Tests.Sources;

/// <content>What the mass-change guard asks.</content>
internal sealed partial class MemoryStore
{
    private readonly Lock _removals = new();
    private readonly List<(string Tenant, string Scope, DateTimeOffset At, long Taken)> _taken = [];

    public ConcurrentDictionary<(string Tenant, string Source), IReadOnlyDictionary<string, int>> Absences { get; } = new();

    public Task<RemovalAnswer> TakeRemovalsAsync(
        RemovalRequest request, Func<ImmutableArray<RemovalCount>, bool> admits, CancellationToken cancellationToken)
    {
        lock (_removals)
        {
            ImmutableArray<RemovalCount> counts =
            [
                .. request.Claims.Select(c => c with
                {
                    Taken = _taken.Where(t => t.Tenant == request.Tenant && t.Scope == c.Scope && t.At >= request.Since).Sum(t => t.Taken),
                }),
            ];
            var admitted = admits(counts);
            _taken.AddRange(admitted ? counts.Select(c => (request.Tenant, c.Scope, request.Now, c.Planned)) : []);
            return Task.FromResult(new RemovalAnswer(admitted, counts, false));
        }
    }

    public Task<IReadOnlyDictionary<string, int>> LoadAbsencesAsync(string tenant, string source, CancellationToken cancellationToken) =>
        Task.FromResult(Absences.GetValueOrDefault((tenant, source)) ?? new Dictionary<string, int>());

    public Task SaveAbsencesAsync(string tenant, string source, IReadOnlyDictionary<string, int> absences, CancellationToken cancellationToken)
    {
        Absences[(tenant, source)] = absences;
        return Task.CompletedTask;
    }

    public Task<int> RetryAccountsAsync(
        string tenant, IReadOnlyCollection<string> accountIds, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HeldPlan> SummarizeHeldLeavesAsync(string tenant, string source, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<HeldLeaveRow>> ListHeldLeavesAsync(HeldLeaveQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(bool Decided, HeldPlan Plan)> DecideHeldLeavesAsync(HeldPlan plan, bool drop, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<DecidedLeave>> ClaimDecidedLeavesAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
}
