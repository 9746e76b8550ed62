using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;

namespace Prov.Samples.Badges;

/// <summary>The connector: it has just the capabilities that the file can keep. The same class could be built into Prov.</summary>
/// <param name="file">The target.</param>
/// <param name="several">Attributes that hold several values.</param>
public sealed class BadgeConnector(BadgeFile file, ImmutableHashSet<string> several)
    : IConnector, IAccountReader, IAccountSearcher, IAccountCounter, IAccountWriter, IEntitlementReader, IMembershipReader
{
    private static readonly ConnectorResult<ObservedAccount> _gone =
        ConnectorResult<ObservedAccount>.Failed(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such badge.");

    private static readonly ConnectorResult<ObservedAccount> _taken =
        ConnectorResult<ObservedAccount>.Failed(ConnectorStatus.Conflict, "NAME_TAKEN", "Another badge has this name.");

    public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => Task.FromResult(ConnectorResult.Done);

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) =>
        Task.FromResult(Find(file.List, locator) is { } badge ? ConnectorResult<ObservedAccount>.Of(Observed(badge)) : _gone);

    public Task<ConnectorResult<AccountCount>> CountAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ConnectorResult<AccountCount>.Of(new(file.List.Badges.Count, Exact: true)));

    public IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync(CancellationToken cancellationToken) =>
        StreamAsync(file.List.Badges.Values.Select(Observed), cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync(CancellationToken cancellationToken) =>
        StreamAsync(file.List.Doors.Select(d => new ObservedEntitlement(d, $"Door {d}")), cancellationToken);

    public IAsyncEnumerable<ConnectorResult<Membership>> ReadMembershipsAsync(string? entitlement, CancellationToken cancellationToken) => StreamAsync(
        file.List.Badges.Values.SelectMany(b => b.Doors.Where(d => entitlement is null || d == entitlement).Select(d => new Membership(d, new(b.Login, b.Id)))),
        cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken) => file.ChangeAsync(
        list =>
        {
            if (FindByName(list, account.Name) is not null)
            {
                return (list, _taken);
            }

            var badge = new Badge(
                $"badge-{list.NextId}", account.Name, account.Enabled, ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty, []);
            return Put(list with { NextId = list.NextId + 1 }, badge, new() { Set = account.Attributes, Add = account.Entitlements }, otherwise: list);
        },
        cancellationToken);

    public async Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) => await file.ChangeAsync(
        list => Find(list, locator) is not { } badge ? (list, _gone)
            : change.Name is { } name && FindByName(list, name) is { } other && other.Id != badge.Id ? (list, _taken)
            : Put(list, badge, change, otherwise: list),
        cancellationToken);

    public async Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken)
    {
        var result = await file.ChangeAsync(
            list => Find(list, locator) is { } badge ? (list with { Badges = list.Badges.Remove(badge.Id) }, ConnectorResult<ObservedAccount>.Of(Observed(badge))) : (list, _gone),
            cancellationToken);
        return result.Status == ConnectorStatus.NotFound ? ConnectorResult.Done : result;
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private (BadgeList List, ConnectorResult<ObservedAccount> Result) Put(BadgeList list, Badge badge, AccountChange change, BadgeList otherwise)
    {
        if (change.Add.FirstOrDefault(d => !list.Doors.Contains(d)) is { } unknown)
        {
            return (otherwise, ConnectorResult<ObservedAccount>.Failed(
                ConnectorStatus.Refused, "ENTITLEMENT_NOT_FOUND", $"There is no door {unknown}. Correct the policy, or make the door."));
        }

        var changed = badge with
        {
            Login = change.Name ?? badge.Login,
            Enabled = change.Enabled ?? badge.Enabled,
            Doors = badge.Doors.Except(change.Remove).Union(change.Add),
            Attributes = badge.Attributes.SetItems(change.Set.Select(a => KeyValuePair.Create(a.Key, TextsOf(a.Value)))).RemoveRange(
                change.Set.Where(a => TextsOf(a.Value).IsEmpty).Select(a => a.Key)),
        };
        return (list with { Badges = list.Badges.SetItem(changed.Id, changed) }, ConnectorResult<ObservedAccount>.Of(Observed(changed)));
    }

    private static ImmutableArray<string> TextsOf(Value value) => [.. value.AsValues().Select(v => v.ToString()).Order(StringComparer.Ordinal)];

    private ObservedAccount Observed(Badge badge) => new()
    {
        NativeId = badge.Id,
        Name = badge.Login,
        Enabled = badge.Enabled,
        Attributes = badge.Attributes.ToImmutableSortedDictionary(
            a => a.Key, a => several.Contains(a.Key) ? Value.ListOf(a.Value) : Value.From(a.Value[0]), StringComparer.Ordinal),
        Entitlements = [.. badge.Doors.Order(StringComparer.Ordinal)],
    };

    private static Badge? Find(BadgeList list, AccountLocator locator) =>
        locator.NativeId is { } id ? list.Badges.GetValueOrDefault(id) : FindByName(list, locator.Name);

    private static Badge? FindByName(BadgeList list, string name) => list.Badges.Values.FirstOrDefault(b => b.Login == name);

    private static async IAsyncEnumerable<ConnectorResult<T>> StreamAsync<T>(IEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return ConnectorResult<T>.Of(item);
        }

        await Task.CompletedTask;
    }
}
