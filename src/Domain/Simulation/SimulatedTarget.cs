using Prov.Domain.Accounts;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Simulation;

/// <summary>The accounts of one target system, in memory.</summary>
public sealed class SimulatedTarget
{
    private readonly Dictionary<string, ObservedAccount> _accounts = new(StringComparer.Ordinal);
    private int _created;

    /// <summary>Every account that is there.</summary>
    public IEnumerable<ObservedAccount> Accounts => _accounts.Values;

    /// <summary>The account of that name under the target's own equality; null when there is none.</summary>
    public ObservedAccount? Find(string name, TargetSystem target) =>
        _accounts.Values.FirstOrDefault(a => AccountNaming.Key(a.Name, target) == AccountNaming.Key(name, target));

    /// <summary>The account under the target's own id; null when there is none.</summary>
    public ObservedAccount? Find(string nativeId) => _accounts.GetValueOrDefault(nativeId);

    /// <summary>Makes the account under an id of its own.</summary>
    public ObservedAccount Create(ObservedAccount account)
    {
        var created = account with { NativeId = $"#{++_created}" };
        return _accounts[created.NativeId] = created;
    }

    /// <summary>Writes the account over the one of its id.</summary>
    public void Write(ObservedAccount account) => _accounts[account.NativeId] = account;

    public void Delete(string nativeId) => _accounts.Remove(nativeId);
}
