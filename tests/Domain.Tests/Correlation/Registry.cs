using System.Collections.Immutable;
using Prov.Domain.Correlation;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Correlation;

/// <summary>Two sources without a common number for everybody, and the rule that recognises their people.</summary>
internal static class Registry
{
    public static CorrelationRule Rule { get; } = new()
    {
        Name = "people",
        Sources = ["hr", "campus"],
        Blocks =
        [
            new([new("familyName", BlockForm.Phonetic), new("birthDate", BlockForm.Year)]),
            new([new("birthDate", BlockForm.Value), new("givenName", BlockForm.Phonetic)]),
            new([new("mobile", BlockForm.Value)]),
        ],
        Compare =
        [
            new("familyName", ComparisonMethod.JaroWinkler, 0.25),
            new("givenName", ComparisonMethod.JaroWinkler, 0.2),
            new("birthDate", ComparisonMethod.Date, 0.25),
            new("postcode", ComparisonMethod.DamerauLevenshtein, 0.1),
            new("mobile", ComparisonMethod.DamerauLevenshtein, 0.2),
        ],
    };

    public static ConfigurationSet Configuration { get; } = new()
    {
        Schema = new([.. Columns.Select(c => new AttributeDefinition(c, c == "birthDate" ? AttributeType.Timestamp : AttributeType.String))]),
        Sources = [Source("hr", 10), Source("campus", 20)],
        CorrelationRules = [Rule],
    };

    public static PolicySnapshot Snapshot { get; } = Setup.Compile(Configuration);

    private static string[] Columns => ["familyName", "givenName", "birthDate", "postcode", "mobile", "number"];

    public static LifecycleEvent Join(string source, string key, ImmutableSortedDictionary<string, Value> attributes) => new()
    {
        Tenant = Setup.Tenant,
        Source = source,
        SourceKey = key,
        EventId = $"{source}:{key}",
        Kind = LifecycleEventKind.Record,
        Attributes = attributes,
    };

    private static AuthoritativeSource Source(string name, int precedence) => new()
    {
        Name = name,
        Precedence = precedence,
        Attributes =
        [
            .. Columns.Select(c => new SourceAttribute(c, c == "birthDate" ? AttributeType.Timestamp : AttributeType.String)),
            new("left", AttributeType.Timestamp),
        ],
        Mappings = [.. Columns.Select(c => new Domain.Mappings.AttributeMapping(c, "record." + c))],
        EndAttribute = "left",
        CorrelateBy = ["number"],
    };
}
