using System.Collections.Immutable;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.V1;

namespace Prov.Silo.Configuration;

/// <summary>Reads documents into the domain's configuration, with everything that keeps one from being read.</summary>
internal static class DocumentReader
{
    public static (ConfigurationSet Configuration, ImmutableArray<ConfigurationFault> Faults) Read(IEnumerable<ConfigurationDocument> documents)
    {
        var faults = new List<ConfigurationFault>();
        var configuration = new ConfigurationSet();
        var schemas = 0;
        foreach (var document in documents)
        {
            var name = DocumentName.Of(document);
            var collector = new DocumentFaults(name, faults);
            CheckNames(document, collector);
            schemas += document.SpecCase == ConfigurationDocument.SpecOneofCase.IdentitySchema ? 1 : 0;
            if (schemas > 1)
            {
                collector.Add(FaultReasons.NameDuplicate, "", "There can be one identity schema only.");
                schemas = 1;
            }

            configuration = Add(configuration, document, name.Name, collector);
        }

        return (configuration, [.. faults]);
    }

    private static ConfigurationSet Add(ConfigurationSet configuration, ConfigurationDocument document, string name, DocumentFaults faults)
    {
        switch (document.SpecCase)
        {
            case ConfigurationDocument.SpecOneofCase.IdentitySchema:
                return configuration with { Schema = SchemaReader.Read(document.IdentitySchema, faults) };
            case ConfigurationDocument.SpecOneofCase.AuthoritativeSource:
                return configuration with { Sources = configuration.Sources.Add(SourceReader.Read(name, document.AuthoritativeSource, faults)) };
            case ConfigurationDocument.SpecOneofCase.CorrelationRule:
                return configuration with { CorrelationRules = configuration.CorrelationRules.Add(CorrelationReader.Read(name, document.CorrelationRule, faults)) };
            case ConfigurationDocument.SpecOneofCase.TargetSystem:
                return configuration with { Targets = configuration.Targets.Add(TargetReader.Read(name, document.TargetSystem, faults)) };
            case ConfigurationDocument.SpecOneofCase.BirthrightPolicy:
                return configuration with { Policies = configuration.Policies.Add(PolicyReader.Read(name, document.BirthrightPolicy, faults)) };
            case ConfigurationDocument.SpecOneofCase.BusinessRole:
                return configuration with { Roles = configuration.Roles.Add(PolicyReader.Read(name, document.BusinessRole, faults)) };
            case ConfigurationDocument.SpecOneofCase.TechnicalRole:
                return configuration with { Roles = configuration.Roles.Add(PolicyReader.Read(name, document.TechnicalRole, faults)) };
            case ConfigurationDocument.SpecOneofCase.SodRule:
                return configuration with { SodRules = configuration.SodRules.Add(SodRuleReader.Read(name, document.SodRule, faults)) };
            default:
                faults.Add("KIND_UNKNOWN", "", "Give the document a spec of a kind that this server knows.");
                return configuration;
        }
    }

    private static void CheckNames(ConfigurationDocument document, DocumentFaults faults)
    {
        var inner = DocumentForm.InnerName(document);
        if (inner.Length > 0 && inner != document.Name)
        {
            faults.Add(FaultReasons.NameInvalid, "spec.name", "The name inside the spec has to be that of the document, or empty.");
        }
    }
}
