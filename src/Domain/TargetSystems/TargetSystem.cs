using System.Collections.Immutable;
using Prov.Domain.Mappings;
using Prov.Domain.Reconciliation;

namespace Prov.Domain.TargetSystems;

/// <summary>A system in which accounts are managed, as the configuration declares it.</summary>
public sealed record TargetSystem
{
    public required string Name { get; init; }

    /// <summary>Kind of connector: <c>ldap</c>, <c>sql</c>, <c>delimitedText</c>, <c>manual</c>, <c>scim</c>, <c>rest</c>,
    /// <c>remote</c>, <c>spml</c>, <c>null</c>.</summary>
    public required string Connector { get; init; }

    /// <summary>The connector's own settings by name; the connector declares which it knows. Secrets are references, never values.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public required AccountNameRule AccountName { get; init; }

    /// <summary>Expressions read <c>identity</c> and <c>account</c> (<c>account.name</c>).</summary>
    public ImmutableArray<AttributeMapping> Mappings { get; init; } = [];

    /// <summary>Target attribute that proves an account found under our name to be ours; null means all created attributes must agree.</summary>
    public string? OwnershipAttribute { get; init; }

    public Deprovisioning Deprovisioning { get; init; } = new();

    public TargetLimits Limits { get; init; } = new();

    /// <summary>How names compare at the target; also the equality of the reservation.</summary>
    public NameEquality NameEquality { get; init; } = NameEquality.IgnoreCase;

    /// <summary>In which form the target compares the characters of names. Default composed.</summary>
    public NameForm NameForm { get; init; } = NameForm.Composed;

    /// <summary>True when the target takes several blanks within a name for one, as directories do; those around it never count.</summary>
    public bool IgnoresInnerBlanks { get; init; }

    /// <summary>CEL over <c>identity</c> and <c>now</c>: who may have an account here at all; null means everyone who is granted one.</summary>
    public string? Scope { get; init; }

    /// <summary>
    /// CEL over <c>identity</c> and <c>account</c> giving the organisational unit as a text, or the units from the top down as a list;
    /// null means right where the connector makes accounts.
    /// </summary>
    public string? Placement { get; init; }

    /// <summary>How the first secret of a new account is made; null means that it gets none.</summary>
    public InitialSecret? InitialSecret { get; init; }

    /// <summary>Accounts that are left alone whatever else is configured; null means none.</summary>
    public ProtectedAccounts? Protected { get; init; }

    /// <summary>How accounts at the target are kept true; null means on demand, with every default.</summary>
    public ReconciliationRule? Reconciliation { get; init; }

    /// <summary>Targets in which a person's account must be there before one is made here; deleted in the reverse order.</summary>
    public ImmutableArray<string> DependsOn { get; init; } = [];
}

/// <summary>Equality of account names at a target.</summary>
public enum NameEquality
{
    IgnoreCase,
    Exact,
}

/// <summary>Which spellings of a name in Unicode are one name.</summary>
public enum NameForm
{
    /// <summary>A letter and its mark equal the marked letter (NFC).</summary>
    Composed,

    /// <summary>As composed; and full-width forms, ligatures and other compatible characters equal the plain ones (NFKC).</summary>
    Compatible,
}

/// <summary>How an account gets its unique name.</summary>
/// <param name="Expression">CEL over <c>identity</c> giving the wished name; a suffix is appended until it is free.</param>
public sealed record AccountNameRule(string Expression)
{
    /// <summary>What is appended while the name is taken. Default <c>2</c>, <c>3</c> ...</summary>
    public NameIteration Iteration { get; init; } = new();

    /// <summary>Longest name that the target takes, the number included. Default 64.</summary>
    public int MaxLength { get; init; } = 64;

    /// <summary>How long a released name stays reserved. Default 365 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(365);
}

/// <summary>The suffixes that are tried one after the other behind a name that is taken.</summary>
public sealed record NameIteration
{
    /// <summary>The first number. Default 2.</summary>
    public int Start { get; init; } = 2;

    /// <summary>CEL over <c>iteration</c> (the number) and <c>identity</c> giving the suffix; null means the number itself.</summary>
    public string? Suffix { get; init; }

    /// <summary>How many suffixes are tried. Default 9,999.</summary>
    public int MaxIterations { get; init; } = Domain.Limits.NameCandidatesCount - 1;
}

/// <summary>How an account's first secret is made; it is handed to the connector and kept nowhere.</summary>
public sealed record InitialSecret
{
    /// <summary>Default 24.</summary>
    public int LengthCharacters { get; init; } = 24;

    /// <summary>At least one character of each. Default all.</summary>
    public ImmutableArray<SecretCharacters> Characters { get; init; } =
        [SecretCharacters.Lower, SecretCharacters.Upper, SecretCharacters.Digits, SecretCharacters.Symbols];
}

/// <summary>Kinds of characters of secrets; those that people confuse are left out.</summary>
public enum SecretCharacters
{
    Lower,
    Upper,
    Digits,
    Symbols,
}

/// <summary>Accounts that Prov never creates, changes, disables or deletes.</summary>
public sealed record ProtectedAccounts
{
    /// <summary>Names under the target's equality; <c>*</c> stands for any characters.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>
    /// CEL over <c>account</c> as it is at the target (<c>name</c>, <c>enabled</c>, <c>entitlements</c>, <c>attributes</c>); null means
    /// only the names count.
    /// </summary>
    public string? When { get; init; }
}

/// <summary>What happens to an account that is no longer to be had: disabled first, deleted later.</summary>
public sealed record Deprovisioning
{
    /// <summary>From disabling to deletion; null means never deleted. Default 30 days.</summary>
    public TimeSpan? DeleteAfter { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Entitlements are taken away when the account is disabled. Default true.</summary>
    public bool RemoveEntitlements { get; init; } = true;
}

/// <summary>What a target can bear, over all silos together.</summary>
public sealed record TargetLimits
{
    /// <summary>Calls per second over all silos; 0 means unlimited.</summary>
    public double RatePerSecond { get; init; }

    /// <summary>Calls under way at once per silo. Default 16.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>A call that takes longer has an unknown outcome. Default 15 s, at most 25 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);
}
