using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Storage.Commits;

namespace Prov.Storage.Tests;

/// <summary>Commits like those of a joiner with three accounts.</summary>
internal static class Sample
{
    public const string Tenant = "acme";
    public const string Source = "hr";

    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>What filters read: an identity with declared attributes.</summary>
    public static ExpressionEnvironment FilterEnvironment { get; } = new(IdentityVariable);

    public static ExpressionEnvironment AccountFilterEnvironment { get; } = new(IdentityVariable, new ExpressionVariable("account", ExpressionType.Object(
        "Account",
        new[] { "id", "identity", "target", "name", "desiredState", "status" }.ToDictionary(name => name, _ => ExpressionType.String))));

    private static ExpressionVariable IdentityVariable => new ExpressionVariable("identity", ExpressionType.Object(
        "Identity",
        new Dictionary<string, ExpressionType>
        {
            ["id"] = ExpressionType.String,
            ["state"] = ExpressionType.String,
            ["displayName"] = ExpressionType.String,
            ["department"] = ExpressionType.String,
            ["grade"] = ExpressionType.Int,
        }));

    public static Identity Identity(string key) => new()
    {
        Tenant = Tenant,
        Id = IdentityId.For(Tenant, Source, key),
        Epoch = 1,
        State = LifecycleState.Active,
        PolicyVersion = 7,
        NextEvaluation = Now.AddDays(30),
        Attributes = Attributes(("displayName", Value.From("Jané \"J\" Smith")), ("department", Value.From("Sales")), ("grade", Value.From(7))),
        Provenance = ImmutableSortedDictionary<string, Provenance>.Empty.Add("displayName", new(Source, key)),
        Grants = [new Grant(GrantKind.Account, "directory", "default", ["BirthrightPolicy/employees"])],
        Reservations = [new("source:hr", key)],
        Records = [new SourceRecord { Source = Source, Key = key, ContentDigest = "00ff", Attributes = Attributes(("dept", Value.From("Sales"))) }],
    };

    public static DesiredAccount Desired(Identity identity, string target = "directory", long generation = 1) => new()
    {
        AccountId = IdentityId.ForAccount(identity.Id, target, DesiredAccount.DefaultIntent),
        IdentityId = identity.Id,
        Tenant = Tenant,
        Target = target,
        Generation = generation,
        State = AccountState.Enabled,
        Name = "jsmith",
        Attributes = Attributes(("mail", Value.From("j@example.test"))),
        Entitlements = ["staff"],
    };

    public static Account Outcome(DesiredAccount desired, long version = 0, AccountStatus status = AccountStatus.Converged) => new()
    {
        AccountId = desired.AccountId,
        Version = version,
        AppliedGeneration = status == AccountStatus.Converged ? desired.Generation : desired.Generation - 1,
        Status = status,
        Observed = new ObservedAccount { NativeId = "uuid-1", Name = desired.Name, Enabled = true },
    };

    public static LifecycleEvent Event(string eventId) =>
        new() { Tenant = Tenant, Source = Source, SourceKey = "k", EventId = eventId, Kind = LifecycleEventKind.Join };

    public static EventMark Mark(string identityId, string eventId, Guid? digest = null) => new(Tenant, Source, eventId, "k", "Join")
    {
        Digest = digest ?? Guid.Empty,
        IdentityId = identityId,
        Outcome = EventOutcome.Applied,
        Generation = 1,
    };

    public static AuditEntry Audit(string subject, string action = "JOINED", string? identityId = null) => new()
    {
        At = Now.AddTicks(12_345_678),
        Tenant = Tenant,
        Subject = subject,
        IdentityId = identityId ?? subject,
        Action = action,
        Actor = "hr-feed",
        Cause = "e1",
        Details = ImmutableSortedDictionary<string, string>.Empty.Add("state", "Äctive").Add("from", "\"none\""),
    };

    public static IdentityCommit Commit(Identity identity, params ImmutableArray<DesiredAccount> accounts) => new()
    {
        CommitId = Guid.NewGuid(),
        Identity = identity,
        Accounts = accounts,
        Audit = [Audit(identity.Id)],
        AccountsDueAt = Now.AddSeconds(5),
        At = Now,
    };

    public static AccountCommit Commit(Account account) => new()
    {
        CommitId = Guid.NewGuid(),
        Account = account,
        Audit = [Audit(account.AccountId, "CONVERGED", "")],
        At = Now,
    };

    private static ImmutableSortedDictionary<string, Value> Attributes(params (string Name, Value Value)[] attributes) =>
        AttributeSet.Empty.AddRange(attributes.Select(a => KeyValuePair.Create(a.Name, a.Value)));
}
