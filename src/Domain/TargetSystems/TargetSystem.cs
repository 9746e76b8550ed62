using System.Collections.Immutable;
using Prov.Domain.Mappings;

namespace Prov.Domain.TargetSystems;

/// <summary>A system in which accounts are managed, as the configuration declares it.</summary>
public sealed record TargetSystem
{
    public required string Name { get; init; }

    /// <summary>Kind of connector: <c>ldap</c>, <c>sql</c>, <c>delimitedText</c>, <c>null</c>.</summary>
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
}

/// <summary>Equality of account names at a target.</summary>
public enum NameEquality
{
    IgnoreCase,
    Exact,
}

/// <summary>How an account gets its unique name.</summary>
/// <param name="Expression">CEL over <c>identity</c> giving the wished name; <c>2</c>, <c>3</c> ... is appended until it is free.</param>
public sealed record AccountNameRule(string Expression)
{
    /// <summary>Longest name that the target takes, the number included. Default 64.</summary>
    public int MaxLength { get; init; } = 64;

    /// <summary>How long a released name stays reserved. Default 365 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(365);
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
