using Prov.V1;

namespace Prov.LoadTests.Joiners;

/// <summary>One source, three targets that take everything, one policy that gives an account in each.</summary>
internal static class JoinerConfiguration
{
    public static readonly string[] Targets = ["directory", "crm", "badges"];

    private static readonly string[] _attributes = ["employeeNumber", "givenName", "familyName", "department", "title", "mail"];

    public static ApplyConfigurationRequest Request()
    {
        var request = new ApplyConfigurationRequest();
        var schema = new IdentitySchema();
        var source = new AuthoritativeSource { Name = "hr" };
        foreach (var name in _attributes)
        {
            schema.Attributes.Add(new AttributeDefinition { Name = name, Type = AttributeType.String });
            source.Attributes.Add(new SourceAttribute { Name = name, Type = AttributeType.String });
            source.Mappings.Add(new AttributeMapping { Attribute = name, Expression = "record." + name });
        }

        var gives = new PolicyContent { Accounts = { Targets } };
        request.Documents.Add(new ConfigurationDocument { Name = "person", IdentitySchema = schema });
        request.Documents.Add(new ConfigurationDocument { Name = "hr", AuthoritativeSource = source });
        request.Documents.Add(Targets.Select(Target));
        request.Documents.Add(new ConfigurationDocument
        {
            Name = "everyone",
            BirthrightPolicy = new BirthrightPolicy { Name = "everyone", When = "identity.department != ''", Gives = gives },
        });
        return request;
    }

    /// <summary>The n-th joiner of a round; the same content under another event id says nothing new.</summary>
    public static LifecycleEvent Joiner(string round, long number, string eventId)
    {
        var values = new[] { $"{round}-{number:D8}", $"Given{number % 997}", $"Family{number % 9973}", $"D{number % 50}", $"T{number % 20}", $"{round}.{number}@example.org" };
        var joiner = new LifecycleEvent
        {
            Source = "hr",
            SourceKey = values[0],
            EventId = eventId,
            Kind = LifecycleEvent.Types.Kind.Join,
        };
        for (var i = 0; i < values.Length; i++)
        {
            joiner.Attributes.Add(_attributes[i], new AttributeValue { StringValue = values[i] });
        }

        return joiner;
    }

    private static ConfigurationDocument Target(string name) => new()
    {
        Name = name,
        TargetSystem = new TargetSystem
        {
            Name = name,
            Connector = "null",
            AccountName = new AccountNameRule { Expression = "identity.employeeNumber" },
            Limits = new TargetLimits { Concurrency = 256 },
            Mappings =
            {
                new AttributeMapping { Attribute = "displayName", Expression = "identity.givenName + ' ' + identity.familyName" },
                new AttributeMapping { Attribute = "department", Expression = "identity.department" },
                new AttributeMapping { Attribute = "title", Expression = "identity.title" },
                new AttributeMapping { Attribute = "mail", Expression = "identity.mail" },
            },
        },
    };
}
