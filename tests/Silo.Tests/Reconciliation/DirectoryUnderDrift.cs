using Prov.V1;

namespace Prov.Silo.Tests.Reconciliation;

/// <summary>A real directory in which others make changes while Prov runs.</summary>
internal abstract class DirectoryUnderDrift : IAsyncDisposable
{
    public const string Name = "directory";
    public const string Group = "staff";
    public const string Phone = "telephoneNumber";

    /// <summary>The target's attribute of the department, which policy says Prov owns.</summary>
    public abstract string Department { get; }

    /// <summary>Every entry as <c>name state number department phone groups</c>, by what names the entry.</summary>
    public abstract Task<IReadOnlyDictionary<string, string>> ReadAsync();

    /// <summary>The names of the enabled accounts, as the server's own tool tells them.</summary>
    public abstract Task<IReadOnlyList<string>> EnabledAsync();

    /// <summary>The names of the group's members, as the server's own tool tells them.</summary>
    public abstract Task<IReadOnlyList<string>> MembersAsync();

    /// <summary>An account's department and phone, as the server's own tool tells them.</summary>
    public abstract Task<(string Department, string Phone)> ShowAsync(string account);

    /// <summary>Another client makes these changes (RFC 2849), one after the other.</summary>
    public abstract Task ChangeAsync(string ldif);

    /// <summary>The records of a drift.</summary>
    public string Ldif(Drift drift) => drift.Kind switch
    {
        DriftKind.Changed => Modify(Dn(drift.Account), $"replace: {Department}\n{Department}: Wrong"),
        DriftKind.TakenOver => Modify(Dn(drift.Account), $"replace: {Phone}\n{Phone}: {drift.Value}"),
        DriftKind.Removed => $"dn: {Dn(drift.Account)}\nchangetype: delete\n",
        DriftKind.Renamed => Rename(drift.Account, drift.Account + "x"),
        DriftKind.LeftGroup => Modify(GroupDn, $"delete: member\nmember: {Dn(drift.Account)}"),
        DriftKind.Disabled => Disable(drift.Account),
        _ => Add(drift.Account),
    };

    /// <summary>The target as policy wants it kept: what is rolled back, what is taken over, and what becomes of strangers.</summary>
    public TargetSystem Declare()
    {
        var target = DeclareConnection();
        target.Connector = "ldap";
        target.AccountName = new() { Expression = "identity.familyName" };
        target.OwnershipAttribute = target.Mappings[0].Attribute;
        target.Mappings.Add(new AttributeMapping { Attribute = Department, Expression = "identity.department", Strength = AttributeMapping.Types.Strength.Strong });
        target.Mappings.Add(new AttributeMapping { Attribute = Phone, Expression = "identity.phone" });
        target.Reconciliation = new()
        {
            DeltaEvery = new() { Seconds = 1 },
            Source = "directory-changes",
            Attributes = { new AttributeAtTarget { Attribute = Phone, Authority = AttributeAtTarget.Types.Authority.Target, SourceAttribute = "phone" } },
            Actions = { new SituationRule { Situation = Situation.Orphan, Action = ReconciliationAction.Disable } },
        };
        return target;
    }

    public abstract ValueTask DisposeAsync();

    protected abstract string GroupDn { get; }

    /// <summary>How the directory is reached, and what only it has. The first mapping tells whose an account is.</summary>
    protected abstract TargetSystem DeclareConnection();

    protected abstract string Dn(string account);

    protected abstract string Rename(string account, string name);

    protected abstract string Disable(string account);

    protected abstract string Add(string account);

    protected static string Modify(string dn, string change) => $"dn: {dn}\nchangetype: modify\n{change}\n";

    /// <summary>The value that names the entry.</summary>
    protected static string NameOf(string dn) => dn[(dn.IndexOf('=', StringComparison.Ordinal) + 1)..dn.IndexOf(',', StringComparison.Ordinal)];
}
