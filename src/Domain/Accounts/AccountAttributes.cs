using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>Computes the attributes of a granted account by its target's mappings.</summary>
internal static class AccountAttributes
{
    /// <summary>
    /// The attributes that have a value; those of <paramref name="old"/> itself when nothing differs. A mapping that fails leaves the
    /// last value.
    /// </summary>
    public static ImmutableSortedDictionary<string, Value> Compute(
        DesiredAccount old, CompiledTarget target, Value identity, string name, NoteCollector notes)
    {
        var values = new Value[target.Mappings.Length];
        var account = Value.From(AttributeSet.Empty.Add("name", Value.From(name)));
        var (count, same) = (0, true);
        for (var i = 0; i < values.Length; i++)
        {
            var mapping = target.Mappings[i];
            var mapped = mapping.Run(identity, account);
            var known = old.Attributes.TryGetValue(mapping.Declaration.Attribute, out var last);
            if (mapped.Failed)
            {
                notes.Add(DecisionNoteReasons.MappingFailed, mapping.Path, $"{mapped.FailureReason}: {mapped.FailureMessage}");
            }

            values[i] = mapped.Failed ? last : mapped.Value;
            count += values[i].IsNull ? 0 : 1;
            same &= values[i].IsNull ? !known : known && last.Equals(values[i]);
        }

        return same && count == old.Attributes.Count ? old.Attributes : Build(target, values);
    }

    private static ImmutableSortedDictionary<string, Value> Build(CompiledTarget target, Value[] values)
    {
        var attributes = AttributeSet.Empty.ToBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            if (!values[i].IsNull)
            {
                attributes.Add(target.Mappings[i].Declaration.Attribute, values[i]);
            }
        }

        return attributes.ToImmutable();
    }
}
