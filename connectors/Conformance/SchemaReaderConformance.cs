using Prov.Connectors.Capabilities;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Conformance;

/// <summary>What a connector with <see cref="ISchemaReader"/> keeps.</summary>
public abstract class SchemaReaderConformance : ConnectorConformance
{
    [Fact]
    public async Task ReadSchema_AttributesThatAccountsHold_AreThereAndFit()
    {
        var schema = await ReadAsync();

        Assert.All(Target.Attributes, attribute =>
        {
            var declared = Assert.Single(schema.Attributes, a => a.Name == attribute.Key);
            Assert.False(declared.ReadOnly);
            Assert.True(declared.MultiValued || attribute.Value.Kind != ValueKind.List, $"{attribute.Key} holds several values.");
            Assert.All(attribute.Value.AsValues(), v => Assert.Contains(declared.Type, new[] { TypeOf(v), AttributeType.String }));
        });
    }

    [Fact]
    public async Task ReadSchema_Names_InOrderAndOnce()
    {
        var names = (await ReadAsync()).Attributes.Select(a => a.Name).ToList();

        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task ReadSchema_RequiredAttributes_AreEnoughToCreate()
    {
        var required = (await ReadAsync()).Attributes.Where(a => a.Required).Select(a => a.Name).ToHashSet();
        var attributes = Target.Attributes.RemoveRange(Target.Attributes.Keys.Where(name => !required.Contains(name)));
        Assert.SkipUnless(required.All(attributes.ContainsKey), "An attribute is required that this target's mappings do not give.");

        await CreateAsync(Capability<IAccountWriter>(Target.Make()), Target.Account("jsmith") with { Attributes = attributes });

        Assert.Equal(1, await Target.CountAsync());
    }

    private async Task<TargetSchema> ReadAsync()
    {
        var schema = await Capability<ISchemaReader>(Target.Make()).ReadSchemaAsync(TestContext.Current.CancellationToken);
        AssertDone(schema);
        return schema.Value!;
    }

    private static AttributeType TypeOf(Value value) => value.Kind switch
    {
        ValueKind.Integer or ValueKind.UnsignedInteger => AttributeType.Integer,
        ValueKind.Double => AttributeType.Double,
        ValueKind.Boolean => AttributeType.Boolean,
        ValueKind.Timestamp => AttributeType.Timestamp,
        ValueKind.Bytes => AttributeType.Binary,
        _ => AttributeType.String,
    };
}
