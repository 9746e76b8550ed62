using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Compiles the target systems.</summary>
internal sealed class TargetCompiler(
    ExpressionVariable identity, ILookup<string, string> entitlements, FaultCollector faults)
{
    private readonly ExpressionEnvironment _nameEnvironment = new(identity);
    private readonly ExpressionEnvironment _mappingEnvironment = new(identity, Environments.Account);

    public ImmutableArray<CompiledTarget> Compile(ImmutableArray<TargetSystem> targets) =>
        [.. targets.Select(Compile).OfType<CompiledTarget>()];

    private CompiledTarget? Compile(TargetSystem target)
    {
        var document = $"TargetSystem/{target.Name}";
        CheckRanges(target, document);
        CheckOwnership(target, document);
        var name = new MappingCompiler(document, _nameEnvironment, faults)
            .Expression(target.AccountName.Expression, "spec.accountName.expression", ExpressionType.String);
        var mappings = Mappings(target, document);
        return name is null ? null : new CompiledTarget
        {
            Declaration = target,
            AccountName = name,
            Mappings = mappings,
            Entitlements = entitlements[target.Name].ToFrozenSet(StringComparer.Ordinal),
        };
    }

    private ImmutableArray<CompiledMapping> Mappings(TargetSystem target, string document)
    {
        var compiler = new MappingCompiler(document, _mappingEnvironment, faults);
        faults.RequireAtMost(Limits.MappingsPerDocumentCount, target.Mappings.Length, document, "spec.mappings");
        var order = Enumerable.Range(0, target.Mappings.Length).OrderBy(i => target.Mappings[i].Attribute, StringComparer.Ordinal);
        var compiled = ImmutableArray.CreateBuilder<CompiledMapping>(target.Mappings.Length);
        foreach (var i in order)
        {
            var mapping = target.Mappings[i];
            var path = $"spec.mappings[{i}].attribute";
            NameCheck.Foreign(mapping.Attribute, Limits.TargetAttributeNameLengthCharacters, document, path, faults);
            if (compiler.Mapping(mapping, i, definition: null, compiled.Count) is { } result)
            {
                compiled.Add(result);
            }
        }

        var several = CompiledAttribute.Of(compiled.ToImmutable()).Where(a => a.IsMultiValued).Select(a => a.Name).ToHashSet();
        MappingConflicts.Report(document, compiled, several.Contains, faults);
        return compiled.ToImmutable();
    }

    private void CheckOwnership(TargetSystem target, string document)
    {
        if (target.OwnershipAttribute is { } name && target.Mappings.All(m => m.Attribute != name))
        {
            faults.Add(
                FaultReasons.ReferenceUnknown, document, "spec.ownershipAttribute", $"No mapping of this target writes '{name}'.");
        }
    }

    private void CheckRanges(TargetSystem target, string document)
    {
        faults.RequirePeriod(target.AccountName.Retention, document, "spec.accountName.retention");
        faults.RequirePeriod(target.Deprovisioning.DeleteAfter, document, "spec.deprovisioning.deleteAfter");
        if (target.AccountName.MaxLength is < 1 or > Limits.AccountNameLengthCharacters)
        {
            faults.Add(
                FaultReasons.ValueOutOfRange, document, "spec.accountName.maxLength", $"Give 1 to {Limits.AccountNameLengthCharacters}.");
        }

        var limits = target.Limits;
        if (!double.IsFinite(limits.RatePerSecond) || limits.RatePerSecond < 0 || limits.Concurrency is < 1 or > 1024)
        {
            faults.Add(FaultReasons.ValueOutOfRange, document, "spec.limits", "The rate is 0 or more, the concurrency 1 to 1024.");
        }

        if (limits.Timeout <= TimeSpan.Zero || limits.Timeout > TimeSpan.FromSeconds(25))
        {
            faults.Add(FaultReasons.ValueOutOfRange, document, "spec.limits.timeout", "Give more than 0 and at most 25 seconds.");
        }
    }
}
