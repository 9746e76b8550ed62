using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Accounts;

/// <summary>What is to be done at a target so that an account becomes what it should be.</summary>
public abstract record AccountPlan
{
    private AccountPlan()
    {
    }

    /// <summary>The target agrees already.</summary>
    public sealed record None : AccountPlan
    {
        public static None Instance { get; } = new();
    }

    /// <summary>The account is not there and should be.</summary>
    public sealed record Create : AccountPlan
    {
        public required string Name { get; init; }

        public required bool Enabled { get; init; }

        public required ImmutableSortedDictionary<string, Value> Attributes { get; init; }

        /// <summary>Ordered, without repetition.</summary>
        public required ImmutableArray<string> Entitlements { get; init; }
    }

    /// <summary>The account is there and differs; what is null or empty stays as it is.</summary>
    public sealed record Update : AccountPlan
    {
        public bool? Enabled { get; init; }

        /// <summary>A new name.</summary>
        public string? Name { get; init; }

        /// <summary>Attributes to replace whole; <see cref="Value.Null"/> removes one.</summary>
        public ImmutableSortedDictionary<string, Value> Set { get; init; } = AttributeSet.Empty;

        public ImmutableArray<string> Add { get; init; } = [];

        public ImmutableArray<string> Remove { get; init; } = [];

        internal bool IsEmpty => Enabled is null && Name is null && Set.IsEmpty && Add.IsEmpty && Remove.IsEmpty;
    }

    /// <summary>The account is there and should not be.</summary>
    public sealed record Delete : AccountPlan
    {
        public static Delete Instance { get; } = new();
    }
}
