using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Compiles the target systems.</summary>
internal sealed class TargetCompiler(
    ExpressionVariable identity, ILookup<string, string> entitlements, ReconciliationCompiler reconciliation, FaultCollector faults)
{
    private readonly ExpressionEnvironment _nameEnvironment = new(identity);
    private readonly ExpressionEnvironment _mappingEnvironment = new(identity, Environments.Account);
    private ILookup<string, string> _dependents = Array.Empty<string>().ToLookup(n => n);

    public ImmutableArray<CompiledTarget> Compile(ImmutableArray<TargetSystem> targets)
    {
        new TargetDependencies(targets, faults).Report();
        _dependents = targets.SelectMany(t => t.DependsOn.Select(d => (On: d, t.Name))).ToLookup(d => d.On, d => d.Name, StringComparer.Ordinal);
        return [.. targets.Select(Compile).OfType<CompiledTarget>()];
    }

    private CompiledTarget? Compile(TargetSystem target)
    {
        var document = $"TargetSystem/{target.Name}";
        CheckRanges(target, document);
        CheckOwnership(target, document);
        var name = new MappingCompiler(document, _nameEnvironment, faults)
            .Expression(target.AccountName.Expression, "spec.accountName.expression", ExpressionType.String);

        // Everything is compiled also when the name is wrong: all faults are told at once.
        var mappings = Mappings(target, document);
        var suffix = Suffix(target, document);
        var scope = new MappingCompiler(document, Environments.Condition(identity), faults).Optional(target.Scope, "spec.scope", ExpressionType.Bool);
        var placement = new MappingCompiler(document, _mappingEnvironment, faults).Optional(target.Placement, "spec.placement", expected: null);
        var protection = Protection(target, document);
        var kept = reconciliation.Compile(target, document);
        return name is null ? null : new CompiledTarget
        {
            Declaration = target,
            AccountName = name,
            NameSuffix = suffix,
            Scope = scope,
            Placement = placement,
            Protection = protection,
            Reconciliation = kept,
            Dependents = [.. _dependents[target.Name].Order(StringComparer.Ordinal)],
            Mappings = mappings,
            Entitlements = entitlements[target.Name].ToFrozenSet(StringComparer.Ordinal),
        };
    }

    private Expression? Suffix(TargetSystem target, string document)
    {
        const string Path = "spec.accountName.iteration";
        var iteration = target.AccountName.Iteration;
        if (iteration.Start < 0 || iteration.MaxIterations < 0 || iteration.MaxIterations >= Limits.NameCandidatesCount)
        {
            faults.Add(
                FaultReasons.ValueOutOfRange, document, Path,
                $"The start is not negative; at most {Limits.NameCandidatesCount - 1} iterations are tried.");
        }

        var suffix = new MappingCompiler(document, Environments.NameSuffix(identity), faults)
            .Optional(iteration.Suffix, Path + ".suffix", ExpressionType.String);
        if (suffix?.Inputs.Contains("iteration") == false)
        {
            faults.Add(FaultReasons.ValueMissing, document, Path + ".suffix", "A suffix that does not read iteration is always the same.");
        }

        return suffix;
    }

    private AccountProtection Protection(TargetSystem target, string document)
    {
        var names = target.Protected?.Names ?? [];
        faults.RequireAtMost(Limits.ProtectedNamesCount, names.Length, document, "spec.protected.names");
        for (var i = 0; i < names.Length; i++)
        {
            NameCheck.Foreign(names[i], Limits.AccountNameLengthCharacters, document, $"spec.protected.names[{i}]", faults);
        }

        var when = new MappingCompiler(document, Environments.ObservedAccount, faults)
            .Optional(target.Protected?.When, "spec.protected.when", ExpressionType.Bool);
        return new AccountProtection(names, when, n => Accounts.AccountNaming.Key(n, target));
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

        if (target.InitialSecret is { } secret
            && (secret.LengthCharacters is < Limits.InitialSecretLeastCharacters or > Limits.InitialSecretMostCharacters
                || secret.Characters.IsEmpty))
        {
            faults.Add(
                FaultReasons.ValueOutOfRange, document, "spec.initialSecret",
                $"Give {Limits.InitialSecretLeastCharacters} to {Limits.InitialSecretMostCharacters} characters of at least one kind.");
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
