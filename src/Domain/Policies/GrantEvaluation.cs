using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Policies;

/// <summary>Decides what the policies give to one identity.</summary>
internal sealed class GrantEvaluation(PolicySnapshot snapshot, Value identity, NoteCollector notes)
{
    private readonly bool?[] _answers = new bool?[snapshot.Conditions.Length];

    /// <summary>What is given, ordered by kind, target and name; <paramref name="before"/> itself when nothing differs.</summary>
    public ImmutableArray<Grant> Run(ImmutableArray<Grant> before)
    {
        var grants = ImmutableArray.CreateBuilder<Grant>();
        foreach (var candidate in snapshot.Grants)
        {
            if (Given(candidate) is { } grant)
            {
                grants.Add(grant);
            }
        }

        return Same(grants, before) ? before : grants.ToImmutable();
    }

    private Grant? Given(CompiledGrant candidate)
    {
        var open = 0;
        foreach (var path in candidate.Paths)
        {
            open += IsOpen(path) ? 1 : 0;
        }

        if (open == 0)
        {
            return null;
        }

        return open == candidate.Paths.Length
            ? candidate.Complete
            : candidate.Complete with { Causes = [.. candidate.Paths.Where(IsOpen).Select(p => p.Cause)] };
    }

    private bool IsOpen(GrantPath path)
    {
        foreach (var condition in path.Conditions)
        {
            if (!(_answers[condition] ??= Ask(snapshot.Conditions[condition])))
            {
                return false;
            }
        }

        return true;
    }

    // What cannot be evaluated gives nothing: deny by default.
    private bool Ask(CompiledCondition condition)
    {
        var result = condition.Expression.Evaluate(identity);
        if (result.IsError)
        {
            var message = $"{result.ErrorReason}: {result.ErrorMessage}";
            notes.Add(DecisionNoteReasons.PolicyEvaluationFailed, $"{condition.Document} spec.when", message);
        }

        return result.IsTrue;
    }

    private static bool Same(ImmutableArray<Grant>.Builder grants, ImmutableArray<Grant> before)
    {
        if (grants.Count != before.Length)
        {
            return false;
        }

        for (var i = 0; i < before.Length; i++)
        {
            var (left, right) = (grants[i], before[i]);
            if (!ReferenceEquals(left, right)
                && (left.Kind != right.Kind
                    || left.Target != right.Target
                    || left.Name != right.Name
                    || !left.Causes.AsSpan().SequenceEqual(right.Causes.AsSpan())))
            {
                return false;
            }
        }

        return true;
    }
}
