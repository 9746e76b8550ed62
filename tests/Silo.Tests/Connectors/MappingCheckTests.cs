using Prov.Connectors.Capabilities;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.TargetSystems;
using Prov.Silo.Services;

namespace Prov.Silo.Tests.Connectors;

/// <summary>What a target's test says of mappings that its schema cannot take.</summary>
public sealed class MappingCheckTests
{
    private static readonly TargetSchema _schema = new(
    [
        new("createdAt", AttributeType.Timestamp) { ReadOnly = true, Required = true }, new("mail", AttributeType.String),
        new("sn", AttributeType.String) { Required = true },
    ]);

    [Theory]
    [InlineData("", "mail", "SN")]
    [InlineData("ATTRIBUTE_UNKNOWN", "mial", "sn", "createdAt")]
    [InlineData("ATTRIBUTE_READ_ONLY", "createdAt", "sn")]
    [InlineData("ATTRIBUTE_NOT_MAPPED", "mail")]
    public void Check_MappingsAgainstASchema_FirstKindOfFaultWithItsName(string reason, params string[] mapped)
    {
        var target = new TargetSystem
        {
            Name = "t", Connector = "remote", AccountName = new("identity.login"), Mappings = [.. mapped.Select(a => new AttributeMapping(a, "null"))],
        };

        var result = MappingCheck.Check(target, _schema);

        Assert.Equal(reason, result.Reason);
        Assert.True(reason.Length == 0 || result.Message.Contains(reason == "ATTRIBUTE_NOT_MAPPED" ? "sn" : mapped[0], StringComparison.Ordinal));
    }
}
