using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sod;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Sod;

/// <summary>A career under rules of separation of duties. Audit approves; Both pays and, by a second policy, approves.</summary>
internal sealed class SodCareer
{
    private readonly Career _career;
    private int _moves;

    /// <param name="rules">Without any, a policy that gives both sides stands beside the one for each.</param>
    public SodCareer(ImmutableArray<SodRule> rules) =>
        _career = new(Setup.Compile(Configuration with { SodRules = rules, Policies = Configuration.Policies.RemoveAll(p => p.Name == "both") }));

    public static ConfigurationSet Configuration { get; } = Setup.Configuration with
    {
        Policies =
        [
            .. Setup.Configuration.Policies,
            new() { Name = "audit", When = "identity.department in ['Audit', 'Both']", Gives = new(["approver"], [], []) },
            new() { Name = "payers", When = "identity.department == 'Both'", Gives = new([], [], [new("directory", "cn=pay")]) },
            new() { Name = "both", When = "identity.department == 'Odd'", Gives = new(["approver"], [], [new("directory", "cn=pay")]) },
        ],
        Roles = [.. Setup.Configuration.Roles, new() { Name = "approver", Gives = new([], [], [new("directory", "cn=approve")]) }],
    };

    public PolicySnapshot Snapshot
    {
        get => _career.Snapshot;
        set => _career.Snapshot = value;
    }

    public Identity? Identity => _career.Identity;

    public DesiredAccount Account => _career.Account;

    public Decision Submit(LifecycleEvent lifecycleEvent) => _career.Submit(lifecycleEvent);

    public Decision Evaluate() => _career.Evaluate();

    public Decision At(DateTimeOffset instant) => _career.At(instant);

    public Decision Move(string department) =>
        _career.Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("department", Value.From(department))), ++_moves));

    public Decision Give(string id, string right) => _career.Change(Change(id, new() { Id = id, Kind = GrantKind.Entitlement, Target = "directory", Name = right }));

    public Decision GiveRole(string id, string role) => _career.Change(Change(id, new() { Id = id, Kind = GrantKind.Role, Name = role }));

    public Decision Revoke(string id) => _career.Change(Change(id, null));

    public static GrantChange Change(string id, DirectGrant? grant) => new()
    {
        Tenant = Setup.Tenant,
        IdentityId = Setup.Context.IdentityId,
        RequestId = $"{(grant is null ? "revoke" : "give")}-{id}",
        Kind = grant is null ? GrantChangeKind.Revoke : GrantChangeKind.Give,
        GrantId = id,
        Grant = grant,
        Actor = "boss",
    };
}
