using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Sources;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Compiles the authoritative sources.</summary>
internal sealed class SourceCompiler(ImmutableArray<AttributeDefinition> attributes, FaultCollector faults)
{
    private readonly Dictionary<string, int> _slots =
        Enumerable.Range(0, attributes.Length).ToDictionary(i => attributes[i].Name, StringComparer.Ordinal);

    public ImmutableArray<CompiledSource> Compile(ImmutableArray<AuthoritativeSource> sources) => [.. sources.Select(Compile)];

    private CompiledSource Compile(AuthoritativeSource source)
    {
        var document = $"AuthoritativeSource/{source.Name}";
        CheckAttributes(source, document);
        CheckLifetime(source, document);
        CheckCorrelation(source, document);
        CheckGuard(source, document);
        CheckQuality(source, document);
        if (source.Owner.Length > Limits.WorkItemOwnerLengthCharacters)
        {
            faults.Add(FaultReasons.ValueOutOfRange, document, "spec.owner", $"Give at most {Limits.WorkItemOwnerLengthCharacters} characters.");
        }

        var compiler = new MappingCompiler(document, Environments.Record(source), faults);
        return new CompiledSource
        {
            Declaration = source,
            Attributes = source.Attributes.DistinctBy(a => a.Name).ToFrozenDictionary(a => a.Name, StringComparer.Ordinal),
            Mappings = Mappings(source, document, compiler),
            Active = source.Active is null ? null : compiler.Expression(source.Active, "spec.active", ExpressionType.Bool),
        };
    }

    private ImmutableArray<CompiledMapping> Mappings(AuthoritativeSource source, string document, MappingCompiler compiler)
    {
        faults.RequireAtMost(Limits.MappingsPerDocumentCount, source.Mappings.Length, document, "spec.mappings");
        var compiled = ImmutableArray.CreateBuilder<CompiledMapping>(source.Mappings.Length);
        for (var i = 0; i < source.Mappings.Length; i++)
        {
            var mapping = source.Mappings[i];
            var known = _slots.TryGetValue(mapping.Attribute, out var slot);
            if (!known)
            {
                faults.Add(
                    FaultReasons.ReferenceUnknown, document, $"spec.mappings[{i}].attribute",
                    $"The identity schema declares no attribute '{mapping.Attribute}'.");
            }

            if (compiler.Mapping(mapping, i, known ? attributes[slot] : null, slot) is { } result)
            {
                compiled.Add(result);
            }
        }

        MappingConflicts.Report(document, compiled, _ => false, faults);
        return compiled.ToImmutable();
    }

    private void CheckAttributes(AuthoritativeSource source, string document)
    {
        faults.RequireAtMost(Limits.SourceAttributesCount, source.Attributes.Length, document, "spec.attributes");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < source.Attributes.Length; i++)
        {
            var (name, path) = (source.Attributes[i].Name, $"spec.attributes[{i}].name");
            NameCheck.Foreign(name, Limits.SourceAttributeNameLengthCharacters, document, path, faults);
            if (!seen.Add(name))
            {
                faults.Add(FaultReasons.NameDuplicate, document, path, $"The attribute '{name}' is declared twice.");
            }
        }
    }

    private void CheckLifetime(AuthoritativeSource source, string document)
    {
        RequireTimestamp(source, source.StartAttribute, document, "spec.startAttribute");
        RequireTimestamp(source, source.EndAttribute, document, "spec.endAttribute");
        RequireTimestamp(source, source.AwayFromAttribute, document, "spec.awayFromAttribute");
        RequireTimestamp(source, source.AwayUntilAttribute, document, "spec.awayUntilAttribute");
        CheckZone(source, document);
        faults.RequirePeriod(source.MaxFuture, document, "spec.maxFuture");
    }

    private void CheckZone(AuthoritativeSource source, string document)
    {
        if (source.TimeZone is { } zone && !CivilDates.IsZone(zone))
        {
            faults.Add(
                FaultReasons.TimeZoneUnknown, document, "spec.timeZone", "Give a name of the IANA time zone database, as Europe/Zurich.");
        }

        if (source.TimeZoneAttribute is not { } name)
        {
            return;
        }

        var attribute = source.Attributes.FirstOrDefault(a => a.Name == name);
        if (attribute is null)
        {
            faults.Add(FaultReasons.ReferenceUnknown, document, "spec.timeZoneAttribute", $"The source declares no attribute '{name}'.");
        }
        else if (attribute.Type != AttributeType.String || attribute.MultiValued)
        {
            faults.Add(FaultReasons.TypeMismatch, document, "spec.timeZoneAttribute", $"'{name}' must be a single string.");
        }
    }

    private void RequireTimestamp(AuthoritativeSource source, string? name, string document, string path)
    {
        if (name is null)
        {
            return;
        }

        var attribute = source.Attributes.FirstOrDefault(a => a.Name == name);
        if (attribute is null)
        {
            faults.Add(FaultReasons.ReferenceUnknown, document, path, $"The source declares no attribute '{name}'.");
        }
        else if (attribute.Type != AttributeType.Timestamp || attribute.MultiValued)
        {
            faults.Add(FaultReasons.TypeMismatch, document, path, $"'{name}' must be a single timestamp.");
        }
    }

    private void CheckCorrelation(AuthoritativeSource source, string document)
    {
        faults.RequireAtMost(Limits.CorrelationAttributesCount, source.CorrelateBy.Length, document, "spec.correlateBy");
        for (var i = 0; i < source.CorrelateBy.Length; i++)
        {
            var name = source.CorrelateBy[i];
            if (!_slots.ContainsKey(name) || source.Mappings.All(m => m.Attribute != name))
            {
                faults.Add(
                    FaultReasons.ReferenceUnknown, document, $"spec.correlateBy[{i}]",
                    $"'{name}' must be an identity attribute that a mapping of this source gives.");
            }
        }
    }

    private void CheckGuard(AuthoritativeSource source, string document)
    {
        var guard = source.Guard;
        if (!(guard.MaxLeaveShare is >= 0 and <= 1) || !(guard.MaxBadRowShare is >= 0 and <= 1) || !(guard.MaxCohortShare is >= 0 and <= 1)
            || guard.AlwaysAllowed < 0 || guard.MaxLeaves < 0 || guard.Window < TimeSpan.Zero || guard.Window > Limits.GuardWindow)
        {
            faults.Add(
                FaultReasons.ValueOutOfRange, document, "spec.guard",
                $"Shares lie between 0 and 1; alwaysAllowed and maxLeaves are not negative; a window has at most {Limits.GuardWindow.TotalDays} days.");
        }

        faults.RequireAtMost(Limits.GuardCohortsCount, guard.Cohorts.Length, document, "spec.guard.cohorts");
        for (var i = 0; i < guard.Cohorts.Length; i++)
        {
            if (!_slots.TryGetValue(guard.Cohorts[i], out var slot)
                || attributes[slot] is { Secret: true } or { MultiValued: true } or not { Type: AttributeType.String })
            {
                faults.Add(
                    FaultReasons.ReferenceUnknown, document, $"spec.guard.cohorts[{i}]",
                    $"'{guard.Cohorts[i]}' must be an identity attribute: a single string that is no secret.");
            }
        }

        if (source.Feed is { } feed && feed.AbsentSnapshots is < 1 or > Limits.AbsentSnapshotsCount)
        {
            faults.Add(
                FaultReasons.ValueOutOfRange, document, "spec.feed.absentSnapshots", $"Give 1 to {Limits.AbsentSnapshotsCount}.");
        }
    }

    private void CheckQuality(AuthoritativeSource source, string document)
    {
        if (source.Quality is not { } quality)
        {
            return;
        }

        if (source.Feed is null)
        {
            faults.Add(FaultReasons.ReferenceUnknown, document, "spec.quality", "The source declares no feed whose quality could be measured.");
        }

        if (quality.MinRows < 0 || quality.MaxRows < (quality.MinRows ?? 0) || quality.MaxVolumeChange < 0
            || quality.Trailer is { Length: 0 or > Limits.FeedTrailerLengthCharacters })
        {
            faults.Add(
                FaultReasons.ValueOutOfRange, document, "spec.quality",
                $"Numbers are not negative, maxRows is not below minRows, a trailer has 1 to {Limits.FeedTrailerLengthCharacters} characters.");
        }

        for (var i = 0; i < quality.Columns.Length; i++)
        {
            var (column, path) = (quality.Columns[i], $"spec.quality.columns[{i}]");
            if (source.Attributes.All(a => a.Name != column.Name) && source.Feed?.KeyColumn != column.Name)
            {
                faults.Add(FaultReasons.ReferenceUnknown, document, path + ".name", $"The source declares no column '{column.Name}'.");
            }

            if (column.MaxEmptyShare is < 0 or > 1 || column.Latest < column.Earliest)
            {
                faults.Add(FaultReasons.ValueOutOfRange, document, path, "A share lies between 0 and 1; latest is not before earliest.");
            }
        }
    }
}
