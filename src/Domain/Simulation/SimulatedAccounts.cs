using Prov.Domain.Accounts;
using Prov.Domain.Policies;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Simulation;

/// <summary>Brings accounts to what they should be at targets in memory, by the plans that real targets get.</summary>
internal sealed class SimulatedAccounts
{
    private readonly Dictionary<string, SimulatedTarget> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Account> _known = new(StringComparer.Ordinal);

    public SimulatedTarget Target(string name) => _targets.TryGetValue(name, out var target) ? target : _targets[name] = new();

    /// <summary>What is known of an account; null before the first attempt at it.</summary>
    public Account? Find(string accountId) => _known.GetValueOrDefault(accountId);

    /// <summary>One attempt; the account afterwards.</summary>
    public Account Converge(DesiredAccount desired, PolicySnapshot snapshot)
    {
        var known = Find(desired.AccountId) ?? new Account { AccountId = desired.AccountId };
        return _known[desired.AccountId] = snapshot.FindTarget(desired.Target) is { } target
            ? new SimulatedAttempt(Target(desired.Target), target, desired, known).Run()
            : known with { Status = AccountStatus.Refused, FailureReason = "TARGET_NOT_CONFIGURED" };
    }
}
