using System.Reflection;
using Orleans;
using Prov.Grains.Contracts;

namespace Prov.Architecture.Tests;

/// <summary>Names that travel between silos of different versions are written down, so that a rename in code never changes them.</summary>
public sealed class ActorContractTests
{
    private static readonly Assembly _grains = typeof(IIdentityGrain).Assembly;

    public static TheoryData<Type> Interfaces =>
        [.. _grains.GetTypes().Where(t => t.IsInterface && t != typeof(IGrain) && typeof(IGrain).IsAssignableFrom(t))];

    public static TheoryData<Type> Actors => [.. _grains.GetTypes().Where(t => !t.IsAbstract && typeof(Grain).IsAssignableFrom(t))];

    public static TheoryData<Type> Messages =>
        [.. _grains.GetTypes().Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>() is not null)];

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void Interface_AndItsMethods_HaveAliases(Type contract)
    {
        Assert.NotNull(contract.GetCustomAttribute<AliasAttribute>());
        Assert.All(contract.GetMethods(), m => Assert.NotNull(m.GetCustomAttribute<AliasAttribute>()));
    }

    [Theory]
    [MemberData(nameof(Actors))]
    public void Actor_Type_IsNamed(Type actor) => Assert.NotNull(actor.GetCustomAttribute<GrainTypeAttribute>());

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_Type_HasAlias(Type message) => Assert.NotNull(message.GetCustomAttribute<AliasAttribute>());

    [Fact]
    public void Aliases_AreUnique()
    {
        var aliases = _grains.GetTypes().Select(t => t.GetCustomAttribute<AliasAttribute>()?.Alias)
            .OfType<string>().Where(a => a.StartsWith("prov.", StringComparison.Ordinal)).ToList();

        Assert.Equal(aliases.Distinct(StringComparer.Ordinal), aliases);
    }

    [Fact]
    public void StateNames_AreUniquePerActor()
    {
        // The stock storage provider does not key rows by actor type: two actors with one state name would share rows.
        var names = _grains.GetTypes()
            .SelectMany(t => t.GetConstructors())
            .SelectMany(c => c.GetParameters())
            .Select(p => p.GetCustomAttribute<Orleans.Runtime.PersistentStateAttribute>()?.StateName)
            .OfType<string>()
            .ToList();

        Assert.NotEmpty(names);
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
    }
}
