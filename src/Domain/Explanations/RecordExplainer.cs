using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;

namespace Prov.Domain.Explanations;

/// <summary>Explains what comes from the sources: the state of the identity, and where each value of its attributes comes from.</summary>
internal sealed class RecordExplainer(Identity identity, PolicySnapshot snapshot, Explanation explanation)
{
    private const string Variable = "identity.";

    /// <summary>Where the identity stands, with what each record says.</summary>
    public ExplainedNode State() => new(
        ExplainedNodeKind.Identity, identity.Id, identity.State is LifecycleState.Active or LifecycleState.Suspended, $"The identity is {Text(identity.State)}.")
    {
        Children = [.. explanation.Records.Select(r => new ExplainedNode(
            ExplainedNodeKind.SourceRecord, $"{r.Source}/{r.Key}", r.Standing is RecordStanding.Here or RecordStanding.Suspended,
            $"The record says: {Text(r.Standing)}{(r.Until is { } until ? $" until {Rfc3339.Format(until)}" : "")}."))],
    };

    /// <summary>The attributes that an expression reads, each with where its value comes from.</summary>
    public ImmutableArray<ExplainedNode> Inputs(Expression expression) =>
    [
        .. expression.Inputs.Where(i => i.StartsWith(Variable, StringComparison.Ordinal))
            .Select(i => i[Variable.Length..].Split('.')[0])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(n => n == "state" ? State() : Attribute(n)),
    ];

    /// <summary>One merged attribute, whether it has a value or not.</summary>
    public ExplainedNode Attribute(string name)
    {
        var found = explanation.Attributes.FirstOrDefault(a => a.Name == name);
        if (found is null)
        {
            return new(ExplainedNodeKind.Attribute, name, false, $"'{name}' has no value.") { Children = [.. Silent(name)] };
        }

        var shown = found.Secret ? "a secret value" : $"the value {found.Value}";
        return new(ExplainedNodeKind.Attribute, name, true, $"'{name}' has {shown}.")
        {
            Children = found.Provenance is { } from
                ?
                [
                    new(ExplainedNodeKind.Mapping, found.Mapping, true, found.Expression)
                    {
                        Children = [Record(from)],
                    },
                ]
                : [],
        };
    }

    private ExplainedNode Record(Provenance from)
    {
        var record = identity.Records.FirstOrDefault(r => r.Source == from.Source && r.Key == from.SourceKey);
        var sequence = record?.Sequence is { } number ? $", sequence {number}" : "";
        return new(ExplainedNodeKind.SourceRecord, $"{from.Source}/{from.SourceKey}", true, $"The record of '{from.Source}' won{sequence}.");
    }

    /// <summary>The mappings that could have given a value and did not.</summary>
    private IEnumerable<ExplainedNode> Silent(string attribute)
    {
        foreach (var record in identity.Records)
        {
            var mapping = snapshot.Sources.GetValueOrDefault(record.Source)?.Mappings.FirstOrDefault(m => m.Declaration.Attribute == attribute);
            var subject = mapping?.Path ?? "AuthoritativeSource/" + record.Source;
            var text = mapping is null ? "The source maps nothing to it." : $"{mapping.Declaration.Expression} gives nothing for the record '{record.Key}'.";
            yield return new(ExplainedNodeKind.Mapping, subject, false, text);
        }
    }

    private static string Text<T>(T state)
        where T : struct, Enum => state.ToString().ToLowerInvariant();
}
