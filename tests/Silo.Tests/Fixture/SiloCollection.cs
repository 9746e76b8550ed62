namespace Prov.Silo.Tests.Fixture;

/// <summary>Tests that share one running silo. They take turns, since configurations belong to all.</summary>
[CollectionDefinition(Name)]
public sealed class SiloCollection : ICollectionFixture<RunningSilo>
{
    public const string Name = "silo";
}
