using System.Collections.Immutable;
using System.Globalization;
using Prov.Connectors.Outcomes;
using Prov.Domain;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;
using Prov.Grains.TargetSystems;
using Prov.Storage.Queries;

namespace Prov.Grains.Accounts;

/// <summary>Turns the end of an attempt into the account's new state, its next attempt and its audit entry.</summary>
internal static class AttemptOutcome
{
    private static readonly TimeSpan _firstRetry = TimeSpan.FromSeconds(1);

    // Spread, at most fifty seconds: a target that is well again has all its accounts within a minute.
    private static readonly TimeSpan _longestRetry = TimeSpan.FromSeconds(40);

    /// <summary>In quarantine a person has been asked. What takes access away goes on being tried as before.</summary>
    private static readonly TimeSpan _quarantineRetry = TimeSpan.FromDays(1);

    /// <summary>A refusal needs a person; it is tried again rarely, in case the person acted at the target.</summary>
    private static readonly TimeSpan _refusedRetry = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan _nextPoll = TimeSpan.FromSeconds(10);

    private const int LongestOperation = 4096;

    public static AccountAttempt Converged(
        AccountRow row, ObservedAccount? observed, CompiledTarget target, string written, DateTimeOffset now) => new(
        row.Account with
        {
            AppliedGeneration = row.Desired.Generation,
            Status = AccountStatus.Converged,
            Observed = observed,
            DeletedNativeId = observed is null && row.Desired.State == AccountState.Absent
                ? row.Account.Observed?.NativeId ?? row.Account.DeletedNativeId
                : null,
            Given = GivenValues.After(row.Desired, observed, target),
            Attempted = AttributeSet.Empty,
            AttributesWithOtherValues = AccountPlanner.WithOtherValues(row.Desired, observed, target),
            Attempts = 0,
            Refusals = 0,
            FailureReason = null,
            FailureMessage = null,
            WritesStoppedUntil = null,
            TakenName = null,
        },
        null,
        written.Length == 0 ? [] : [Entry(row, AuditActions.AccountApplied, now, ("operation", written), ("state", row.Desired.State.ToString()))])
    {
        WorkItems = UnconvergedWrites.Close(row.Account, row.Desired),
    };

    /// <summary>
    /// The audit of an attempt that a run of reconciliation asked for. To come under Prov's care, or out of it, is recorded also when
    /// nothing had to be written.
    /// </summary>
    public static ImmutableArray<AuditEntry> Reconciled(AccountRow row, AccountAttempt attempt, string runId, DateTimeOffset now)
    {
        var (before, after) = (row.Account.Observed, attempt.Account.Observed);
        ImmutableArray<AuditEntry> entries = attempt.Audit.IsEmpty && (before is null) != (after is null)
            ? [Entry(row, AuditActions.AccountApplied, now, ("operation", after is null ? "UNLINK" : "LINK"), ("state", row.Desired.State.ToString()))]
            : attempt.Audit;
        return [.. entries.Select(e => e with { Cause = "reconciliation/" + runId })];
    }

    public static AccountAttempt NameTaken(AccountRow row, DateTimeOffset now) =>
        Unsuccessful(row, null, AccountStatus.NameTaken, "NAME_TAKEN_AT_TARGET", "The name belongs to an account that is not ours; another is chosen.", now + _firstRetry, now);

    public static AccountAttempt NotSettled(AccountRow row, ObservedAccount? observed, CompiledTarget target, DateTimeOffset now) =>
        Unsuccessful(Seen(row, observed, target), observed, AccountStatus.Retrying, "CHANGING_AT_TARGET", "The account keeps changing at the target.", now + RetryAfter(row), now);

    /// <summary>The target says that it does what it is told, and does not do it: a person is asked, and nothing is written meanwhile.</summary>
    /// <param name="difference">What stays different.</param>
    public static AccountAttempt NotConverging(AccountRow row, ObservedAccount? observed, CompiledTarget target, AccountPlan difference, DateTimeOffset now)
    {
        var until = row.Account.WritesStoppedUntil is { } known && known > now ? known : now + UnconvergedWrites.StopFor(difference);
        var attempt = Unsuccessful(
            Seen(row, observed, target), observed, AccountStatus.Refused, UnconvergedWrites.Reason, UnconvergedWrites.Message(difference), until, now);
        return attempt with
        {
            Account = attempt.Account with { WritesStoppedUntil = until },
            WorkItems = row.Account.WritesStoppedUntil is null ? [UnconvergedWrites.Open(row.Desired, difference)] : [],
        };
    }

    public static AccountAttempt Protected(AccountRow row, ObservedAccount? observed, CompiledTarget target, DateTimeOffset now) => Unsuccessful(
        Seen(row, observed, target), observed, AccountStatus.Refused, "ACCOUNT_PROTECTED",
        "The account is protected by the target's configuration and is left as it is.", now + _refusedRetry, now);

    // No attempt was made, so there is nothing to audit; the pause grows all the same.
    public static AccountAttempt Waiting(AccountRow row, string target, DateTimeOffset now) => new(
        row.Account with
        {
            Status = AccountStatus.Retrying,
            Attempts = row.Account.Attempts + 1,
            FailureReason = "WAITING_FOR_TARGET",
            FailureMessage = $"Waits for the person's account in '{target}', which goes first.",
        },
        now + RetryAfter(row),
        []);

    public static AccountAttempt NotConfigured(AccountRow row, DateTimeOffset now) =>
        Unsuccessful(
            row,
            row.Account.Observed,
            AccountStatus.Refused,
            "TARGET_NOT_CONFIGURED",
            "The configuration has no such target system any more, or its connector cannot be made.",
            now + TimeSpan.FromMinutes(1),
            now);

    /// <param name="row">The account.</param>
    /// <param name="observed">As last seen.</param>
    /// <param name="target">Its target.</param>
    /// <param name="failure">What was not done.</param>
    /// <param name="write">Which write that was; empty for a read.</param>
    /// <param name="now">The time.</param>
    public static AccountAttempt Failed(
        AccountRow row, ObservedAccount? observed, CompiledTarget target, ConnectorResult failure, string write, DateTimeOffset now) =>
        failure is { Status: ConnectorStatus.Accepted, Operation.Length: > 0 and <= LongestOperation }
            ? UnderWay(Seen(row, observed, target), observed, failure, write, now)
            : Failed(Seen(row, observed, target), observed, failure, now);

    // The target works on it: no attempt failed, and the account is asked after for as long as it takes.
    private static AccountAttempt UnderWay(AccountRow row, ObservedAccount? observed, ConnectorResult accepted, string write, DateTimeOffset now) => new(
        row.Account with
        {
            Status = AccountStatus.Accepted,
            Observed = observed,
            FailureReason = accepted.Reason,
            FailureMessage = accepted.Message,
            Pending = new(accepted.Operation, write),
        },
        now + (accepted.RetryAfter ?? _nextPoll),
        []);

    // What Prov gave last is told by what was last seen: when another state has been seen, it is written down.
    private static AccountRow Seen(AccountRow row, ObservedAccount? observed, CompiledTarget target) =>
        row with { Account = row.Account with { Given = GivenValues.Of(row.Account, observed).After(observed, target) } };

    private static AccountAttempt Failed(AccountRow row, ObservedAccount? observed, ConnectorResult failure, DateTimeOffset now) => failure.Status switch
    {
        ConnectorStatus.Refused or ConnectorStatus.Conflict => Refused(row, observed, failure, now),

        // The call was not made or was turned away: no attempt was used up, and what was not made keeps its place in the order.
        ConnectorStatus.Throttled => new AccountAttempt(
            row.Account with { Status = AccountStatus.Retrying, Observed = observed, FailureReason = failure.Reason, FailureMessage = failure.Message },
            CallRefusal.Is(failure) && row.DueAt <= now ? row.DueAt : now + (failure.RetryAfter ?? _firstRetry),
            []),
        _ => Unsuccessful(
            row, observed, AccountStatus.Retrying, failure.Reason, failure.Message, now + (failure.RetryAfter ?? RetryAfter(row)), now),
    };

    private static AccountAttempt Refused(AccountRow row, ObservedAccount? observed, ConnectorResult failure, DateTimeOffset now)
    {
        var refusals = row.Account.Refusals + 1;
        var retry = refusals >= Limits.RefusalsUntilQuarantine && !row.Desired.RemovesAccess ? _quarantineRetry : _refusedRetry;
        var attempt = Unsuccessful(row, observed, AccountStatus.Refused, failure.Reason, failure.Message, now + retry, now);
        return attempt with { Account = attempt.Account with { Refusals = refusals } };
    }

    private static AccountAttempt Unsuccessful(
        AccountRow row, ObservedAccount? observed, AccountStatus status, string reason, string message, DateTimeOffset dueAt, DateTimeOffset now)
    {
        var account = row.Account with
        {
            Status = status,
            Observed = observed,
            Attempts = row.Account.Attempts + 1,
            FailureReason = reason,
            FailureMessage = message,
            TakenName = status == AccountStatus.NameTaken ? row.Desired.Name : null,
        };

        // A target that is down for a day must not fill the audit: the first failure of a kind is recorded, repeats are counted.
        var repeated = row.Account.FailureReason == reason && row.Account.Status == status;
        return new AccountAttempt(
            account,
            dueAt,
            repeated ? [] : [Entry(row, AuditActions.AccountFailed, now, ("reason", reason), ("message", message))]);
    }

    /// <summary>Doubles from a second; spread by the account's id, so that a target's return is not a stampede.</summary>
    private static TimeSpan RetryAfter(AccountRow row)
    {
        var doubled = _firstRetry * Math.Pow(2, Math.Min(row.Account.Attempts, 10));
        var spread = 0.75 + (IdentityId.Partition(row.Desired.AccountId) / (2d * IdentityId.PartitionCount));
        return TimeSpan.FromTicks((long)(Math.Min(doubled.Ticks, _longestRetry.Ticks) * spread));
    }

    private static AuditEntry Entry(AccountRow row, string action, DateTimeOffset now, params ReadOnlySpan<(string, string)> facts) => new()
    {
        At = now,
        Tenant = row.Desired.Tenant,
        Subject = row.Desired.AccountId,
        IdentityId = row.Desired.IdentityId,
        Action = action,
        Actor = "prov",
        Cause = "generation " + row.Desired.Generation.ToString(CultureInfo.InvariantCulture),
        Details = AuditDetails.Of(facts).Add("target", row.Desired.Target),
    };
}
