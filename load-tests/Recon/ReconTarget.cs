using Prov.V1;

namespace Prov.LoadTests.Recon;

/// <summary>A target of the benchmark: accounts <c>e00000001</c> ... that are there as Prov knows them.</summary>
internal abstract class ReconTarget : IAsyncDisposable
{
    /// <summary>Name of the target, and of its figures.</summary>
    public abstract string Name { get; }

    public abstract TargetSystem Declaration { get; }

    /// <summary>Attributes that its mappings write.</summary>
    public static IReadOnlyList<string> Attributes { get; } = ["number", "given", "family", "department"];

    /// <summary>Puts account 1 to the number there.</summary>
    public abstract Task FillAsync(long accounts);

    /// <summary>The target's own id of an account.</summary>
    public abstract Task<Func<long, string>> NativeIdsAsync();

    /// <summary>What a bare client takes to read every account with the same attributes, and do nothing with it.</summary>
    public abstract Task<TimeSpan> ScanBareAsync();

    /// <summary>Has somebody else change the department of each n-th account.</summary>
    public abstract Task ChangeEachAsync(long n);

    public abstract ValueTask DisposeAsync();

    public static string NameOf(long number) => $"e{number:D8}";

    /// <summary>The attributes of an account, in the order of <see cref="Attributes"/>.</summary>
    public static string[] ValuesOf(long number) => [$"{number:D8}", $"Given{number % 997}", $"Family{number % 9973}", $"D{number % 50}"];

    protected TargetSystem Declare(string connector) => new()
    {
        Connector = connector,
        AccountName = new() { Expression = "'e' + identity.number" },
        Mappings =
        {
            Attributes.Select(a => new AttributeMapping
            {
                Attribute = AttributeName(a), Expression = "identity." + a,
                Strength = a == "department" ? AttributeMapping.Types.Strength.Strong : AttributeMapping.Types.Strength.Normal,
            }),
        },
        Limits = new() { Concurrency = 32 },
    };

    /// <summary>The target's own name of an attribute.</summary>
    public virtual string AttributeName(string attribute) => attribute;
}
