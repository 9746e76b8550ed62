using System.Collections.Immutable;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.TargetSystems;

namespace Prov.Silo.Configuration;

/// <summary>Reads a target system; what is absent gets the domain's default.</summary>
internal static class TargetReader
{
    public static TargetSystem Read(string name, V1.TargetSystem target, DocumentFaults faults) => new()
    {
        Name = name,
        Connector = faults.Required(target.Connector, "spec.connector"),
        Settings = target.Settings.ToImmutableSortedDictionary(StringComparer.Ordinal),
        AccountName = NameRule(faults.Required(target.AccountName, "spec.accountName"), target.AccountName is not null, faults),
        Mappings = MappingReader.Read(target.Mappings, faults),
        OwnershipAttribute = target.HasOwnershipAttribute ? target.OwnershipAttribute : null,
        Deprovisioning = target.Deprovisioning is null ? new() : Deprovisioning(target.Deprovisioning, faults),
        Limits = target.Limits is null ? new() : Limits(target.Limits, faults),
        NameEquality = faults.Known(target.NameEquality, "spec.nameEquality") == V1.TargetSystem.Types.NameEquality.Exact
            ? NameEquality.Exact
            : NameEquality.IgnoreCase,
        NameForm = faults.Known(target.NameForm, "spec.nameForm") == V1.TargetSystem.Types.NameForm.Compatible
            ? NameForm.Compatible
            : NameForm.Composed,
        IgnoresInnerBlanks = target.IgnoresInnerBlanks,
        Scope = target.HasScope ? target.Scope : null,
        Placement = target.HasPlacement ? target.Placement : null,
        InitialSecret = target.InitialSecret is null ? null : Secret(target.InitialSecret, faults),
        Protected = target.Protected is null ? null : new()
        {
            Names = [.. target.Protected.Names],
            When = target.Protected.HasWhen ? target.Protected.When : null,
        },
        DependsOn = [.. target.DependsOn],
        Reconciliation = target.Reconciliation is null ? null : ReconciliationReader.Read(target.Reconciliation, faults),
    };

    private static AccountNameRule NameRule(V1.AccountNameRule rule, bool given, DocumentFaults faults)
    {
        const string Path = "spec.accountName";
        var defaults = new AccountNameRule(given ? faults.Required(rule.Expression, Path + ".expression") : "");
        return defaults with
        {
            MaxLength = rule.HasMaxLength ? rule.MaxLength : defaults.MaxLength,
            Iteration = rule.Iteration is null ? defaults.Iteration : Iteration(rule.Iteration, defaults.Iteration),
            Retention = faults.Period(rule.Retention, Path + ".retention") ?? defaults.Retention,
        };
    }

    private static NameIteration Iteration(V1.NameIteration iteration, NameIteration defaults) => new()
    {
        Start = iteration.HasStart ? iteration.Start : defaults.Start,
        Suffix = iteration.HasSuffix ? iteration.Suffix : null,
        MaxIterations = iteration.HasMaxIterations ? iteration.MaxIterations : defaults.MaxIterations,
    };

    private static InitialSecret Secret(V1.InitialSecret secret, DocumentFaults faults)
    {
        var defaults = new InitialSecret();
        return new InitialSecret
        {
            LengthCharacters = secret.HasLength ? secret.Length : defaults.LengthCharacters,
            Characters = secret.Characters.Count == 0
                ? defaults.Characters
                : [.. secret.Characters.Select((c, i) => Characters(c, $"spec.initialSecret.characters[{i}]", faults))],
        };
    }

    private static SecretCharacters Characters(V1.InitialSecret.Types.Characters characters, string path, DocumentFaults faults)
    {
        switch (faults.Known(characters, path))
        {
            case V1.InitialSecret.Types.Characters.Lower:
                return SecretCharacters.Lower;
            case V1.InitialSecret.Types.Characters.Upper:
                return SecretCharacters.Upper;
            case V1.InitialSecret.Types.Characters.Digits:
                return SecretCharacters.Digits;
            case V1.InitialSecret.Types.Characters.Symbols:
                return SecretCharacters.Symbols;
            default:
                faults.Add(FaultReasons.ValueMissing, path, "Give one of: lower, upper, digits, symbols.");
                return SecretCharacters.Lower;
        }
    }

    private static Deprovisioning Deprovisioning(V1.Deprovisioning deprovisioning, DocumentFaults faults)
    {
        var defaults = new Deprovisioning();
        var after = faults.Period(deprovisioning.DeleteAfter, "spec.deprovisioning.deleteAfter");
        if (deprovisioning.NeverDelete && after is not null)
        {
            faults.Add(FaultReasons.ValueOutOfRange, "spec.deprovisioning.deleteAfter", "With neverDelete there is no deletion; remove one of the two.");
        }

        return new Deprovisioning
        {
            DeleteAfter = deprovisioning.NeverDelete ? null : after ?? defaults.DeleteAfter,
            RemoveEntitlements = deprovisioning.HasRemoveEntitlements ? deprovisioning.RemoveEntitlements : defaults.RemoveEntitlements,
        };
    }

    private static TargetLimits Limits(V1.TargetLimits limits, DocumentFaults faults)
    {
        var defaults = new TargetLimits();
        return new TargetLimits
        {
            RatePerSecond = limits.RatePerSecond,
            Concurrency = limits.HasConcurrency ? limits.Concurrency : defaults.Concurrency,
            Timeout = faults.Period(limits.Timeout, "spec.limits.timeout") ?? defaults.Timeout,
        };
    }
}
