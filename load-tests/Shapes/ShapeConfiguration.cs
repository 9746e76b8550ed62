using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Prov.V1;

namespace Prov.LoadTests.Shapes;

/// <summary>The configuration and the feed of a shape.</summary>
public sealed class ShapeConfiguration(Shape shape)
{
    private const int ValuesPerAttribute = 5;

    private IEnumerable<(string Name, bool Many)> Attributes => Enumerable.Range(0, shape.Mappings)
        .SelectMany(i => new[] { ($"single{i}", false), ($"many{i}", true) });

    /// <param name="graceDays">Days from disabling to deletion: another number makes another version, which concerns everyone and changes no one.</param>
    public ApplyConfigurationRequest Request(int graceDays) => new()
    {
        Documents =
        {
            new ConfigurationDocument { IdentitySchema = new() { Attributes = { new AttributeDefinition { Name = "number", Type = AttributeType.String }, Attributes.Select(a => new AttributeDefinition { Name = a.Name, Type = AttributeType.String, MultiValued = a.Many }) } } },
            new ConfigurationDocument { Name = "hr", AuthoritativeSource = Source() },
            Enumerable.Range(0, shape.Targets).Select(i => new ConfigurationDocument { Name = $"target-{i}", TargetSystem = Target(i, graceDays) }),
            Enumerable.Range(0, shape.Assignments).Select(i => new ConfigurationDocument { Name = $"policy-{i}", BirthrightPolicy = new() { When = "identity.number != ''", Gives = new() { Roles = { $"role-{i}" } } } }),
            Enumerable.Range(0, shape.Assignments).Select(i => new ConfigurationDocument { Name = $"role-{i}", BusinessRole = new() { Gives = new() { Entitlements = { new EntitlementReference { Target = $"target-{i % shape.Targets}", Entitlement = $"right-{i}" } } } } }),
        },
    };

    public byte[] Feed(long objects)
    {
        var feed = new StringBuilder("number").AppendJoin("", Attributes.Select(a => "," + a.Name)).Append('\n');
        for (var i = 0L; i < objects; i++)
        {
            feed.Append(CultureInfo.InvariantCulture, $"N{i:D9}");
            foreach (var (name, many) in Attributes)
            {
                feed.Append(',').AppendJoin(';', Enumerable.Range(0, many ? ValuesPerAttribute : 1).Select(v => $"{name}-{(i + v) % 97}"));
            }

            feed.Append('\n');
        }

        return Encoding.UTF8.GetBytes(feed.ToString());
    }

    private AuthoritativeSource Source() => new()
    {
        Attributes = { new SourceAttribute { Name = "number", Type = AttributeType.String }, Attributes.Select(a => new SourceAttribute { Name = a.Name, Type = AttributeType.String, MultiValued = a.Many }) },
        Mappings = { new AttributeMapping { Attribute = "number", Expression = "record.number" }, Attributes.Select(a => new AttributeMapping { Attribute = a.Name, Expression = "record." + a.Name }) },
        Feed = new() { KeyColumn = "number" },
    };

    private TargetSystem Target(int i, int graceDays) => new()
    {
        Connector = "null",
        AccountName = new() { Expression = "identity.number" },
        Deprovisioning = new() { DeleteAfter = Duration.FromTimeSpan(TimeSpan.FromDays(graceDays)) },
        Limits = new() { Concurrency = 256 },
        Mappings = { Attributes.Where((_, m) => m / 2 % shape.Targets == i).Select(a => new AttributeMapping { Attribute = a.Name, Expression = "identity." + a.Name }) },
    };
}
