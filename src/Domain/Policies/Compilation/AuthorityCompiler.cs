using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Compiles the authority over attributes that have one of their own.</summary>
/// <param name="schema">As declared, for the places of faults.</param>
/// <param name="attributes">The schema, ordered by name.</param>
/// <param name="sources">The sources as declared.</param>
/// <param name="faults">Takes the faults.</param>
internal sealed class AuthorityCompiler(
    IdentitySchema schema, ImmutableArray<AttributeDefinition> attributes, ImmutableArray<AuthoritativeSource> sources, FaultCollector faults)
{
    private const string Document = "IdentitySchema/default";

    public ImmutableArray<CompiledAuthority> Compile()
    {
        var compiled = ImmutableArray.CreateBuilder<CompiledAuthority>();
        for (var slot = 0; slot < attributes.Length; slot++)
        {
            if (attributes[slot].Authority is { } authority)
            {
                compiled.Add(new(slot, authority.Mode, Rules(attributes[slot], authority)));
            }
        }

        return [.. compiled.Where(a => a.Mode != AuthorityMode.Precedence)];
    }

    private ImmutableArray<(string Source, Expression? When)> Rules(AttributeDefinition attribute, AttributeAuthority authority)
    {
        var path = $"spec.attributes[{schema.Attributes.IndexOf(attribute)}].authority.rules";
        faults.RequireAtMost(Limits.AuthorityRulesCount, authority.Rules.Length, Document, path);
        if (authority.Rules.IsEmpty == (authority.Mode == AuthorityMode.Rule))
        {
            faults.Add(
                authority.Rules.IsEmpty ? FaultReasons.ValueMissing : FaultReasons.TypeMismatch, Document, path,
                "Give rules with the mode rule, and with no other.");
        }

        return [.. authority.Rules.Select((r, i) => (r.Source, Condition(r, attribute.Name, $"{path}[{i}]")))];
    }

    private Expression? Condition(AuthorityRule rule, string attribute, string path)
    {
        var source = sources.FirstOrDefault(s => s.Name == rule.Source);
        if (source is null || source.Mappings.All(m => m.Attribute != attribute))
        {
            faults.Add(FaultReasons.ReferenceUnknown, Document, path + ".source", $"'{rule.Source}' must be a source that gives '{attribute}'.");
            return null;
        }

        return rule.When is null
            ? null
            : new MappingCompiler(Document, Environments.Record(source), faults).Expression(rule.When, path + ".when", ExpressionType.Bool);
    }
}
