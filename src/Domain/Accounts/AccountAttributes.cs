using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>
/// Computes the attributes of a granted account by its target's mappings. A single value is that of the strongest mapping in force that
/// has one; the values of a multi-valued attribute are those of all in force, of weak ones only where the others have none.
/// </summary>
internal sealed class AccountAttributes(CompiledTarget target, Value identity, DateTimeOffset now, NoteCollector notes)
{
    /// <param name="Values">The attributes that have a value.</param>
    /// <param name="Assertions">See <see cref="DesiredAccount.Assertions"/>.</param>
    /// <param name="Next">The next instant at which a mapping comes into force or goes out of it; null for none.</param>
    public readonly record struct Result(
        ImmutableSortedDictionary<string, Value> Values, ImmutableSortedDictionary<string, Asserted> Assertions, DateTimeOffset? Next);

    private DateTimeOffset? _next;

    /// <summary>
    /// The attributes; those of <paramref name="old"/> itself when nothing differs. Mappings whose inputs have not changed are not run
    /// again; one that fails leaves the last value.
    /// </summary>
    public Result Compute(DesiredAccount old, string name, InputChanges changes)
    {
        var account = Value.From(AttributeSet.Empty.Add("name", Value.From(name)));
        changes = name == old.Name ? changes : InputChanges.All;
        var (values, assertions) = (old.Attributes.ToBuilder(), old.Assertions.ToBuilder());
        foreach (var attribute in target.Attributes)
        {
            if (!attribute.IsSettled(changes))
            {
                var last = old.Attributes.GetValueOrDefault(attribute.Name);
                var (value, strength) = attribute.IsMultiValued ? Several(attribute, account, last) : Single(attribute, account, last);
                Put(values, attribute.Name, value.IsNull ? null : value);
                Put(assertions, attribute.Name, strength == attribute.Strength ? null : new Asserted(strength));
            }
        }

        if (changes.AreUnknown)
        {
            // What no mapping of the configuration writes any more is no longer ours to say.
            values.RemoveRange([.. values.Keys.Where(n => !target.Writes(n))]);
            assertions.RemoveRange([.. assertions.Keys.Where(n => !target.Writes(n))]);
        }

        return new(values.ToImmutable(), assertions.ToImmutable(), _next);
    }

    private (Value Value, MappingStrength? Strength) Single(CompiledAttribute attribute, Value account, Value last)
    {
        MappingStrength? strongest = null;
        foreach (var mapping in attribute.Mappings)
        {
            if (!IsInForce(mapping, account))
            {
                continue;
            }

            strongest ??= mapping.Declaration.Strength;
            var mapped = Run(mapping, account);
            if (mapped.Failed || !mapped.Value.IsNull)
            {
                return (mapped.Failed ? last : mapped.Value, mapping.Declaration.Strength);
            }
        }

        return (Value.Null, strongest);
    }

    private (Value Value, MappingStrength? Strength) Several(CompiledAttribute attribute, Value account, Value last)
    {
        MappingStrength? strongest = null;
        var values = new List<Value>();
        foreach (var mapping in attribute.Mappings)
        {
            if (!IsInForce(mapping, account))
            {
                continue;
            }

            strongest ??= mapping.Declaration.Strength;
            if (mapping.Declaration.Strength == MappingStrength.Weak && values.Count > 0)
            {
                break;
            }

            var mapped = Run(mapping, account);
            if (mapped.Failed)
            {
                return (last, strongest);
            }

            values.AddRange(mapped.Value.AsValues());
        }

        return (values.Count == 0 ? Value.Null : Value.From([.. values.Distinct()]), strongest);
    }

    private bool IsInForce(CompiledMapping mapping, Value account)
    {
        var force = mapping.Force(now, notes, identity, account);
        _next = Sources.RecordView.Earlier(_next, force.Next);
        return force.InForce;
    }

    private MappedValue Run(CompiledMapping mapping, Value account)
    {
        notes.CountMapping();
        var mapped = mapping.Run(identity, account);
        if (mapped.Failed)
        {
            notes.Add(DecisionNoteReasons.MappingFailed, mapping.Path, $"{mapped.FailureReason}: {mapped.FailureMessage}");
        }

        return mapped;
    }

    // A builder that is given nothing new gives back the dictionary that it was made from.
    private static void Put<T>(ImmutableSortedDictionary<string, T>.Builder all, string name, T? value)
        where T : struct, IEquatable<T>
    {
        if (value is not { } next)
        {
            all.Remove(name);
        }
        else if (!all.TryGetValue(name, out var old) || !old.Equals(next))
        {
            all[name] = next;
        }
    }
}
