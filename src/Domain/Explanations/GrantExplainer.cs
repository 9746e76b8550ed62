using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Explanations;

/// <summary>Explains why something is given or not: every path that gives it, or each that could with what is not met on it.</summary>
internal sealed class GrantExplainer(Identity identity, PolicySnapshot snapshot, DateTimeOffset now, RecordExplainer records)
{
    // A right that many policies could give is explained by the first ones; the text says how many there are.
    private const int ShownPaths = 20;

    private readonly Value _view = Value.From(new IdentityView(identity.Id, identity.State, identity.Attributes, Tenure.Of(identity.Records)));
    private readonly Value _now = Value.From(now);

    /// <param name="kind">Account or entitlement.</param>
    /// <param name="target">The target system.</param>
    /// <param name="name">The entitlement, or the account's intent.</param>
    public ExplainedNode Grant(GrantKind kind, string target, string name)
    {
        var subject = kind == GrantKind.Account ? target : $"{target}/{name}";
        if (identity.Grants.FirstOrDefault(g => g.Kind == kind && g.Target == target && g.Name == name) is { } held)
        {
            return new(ExplainedNodeKind.Grant, subject, true, Told(held))
            {
                Children =
                [
                    .. held.Causes.Where(c => c.StartsWith(DirectGrant.CausePrefix, StringComparison.Ordinal)).Select(Direct),
                    .. Paths(kind, target, name).Where(p => held.Causes.Contains(p.Cause)).Take(ShownPaths).Select(Path),
                ],
            };
        }

        if (identity.State is not (LifecycleState.Active or LifecycleState.Suspended))
        {
            return new(ExplainedNodeKind.Grant, subject, false, "Nothing is given to who is not here.") { Children = [records.State()] };
        }

        var paths = Paths(kind, target, name);
        return paths.IsEmpty
            ? new(ExplainedNodeKind.Grant, subject, false, $"No policy of version {snapshot.Version} can give it.")
            : new(ExplainedNodeKind.Grant, subject, false, $"None of the {paths.Length} paths that could give it is open, by version {snapshot.Version}.")
            {
                Children = [.. paths.Take(ShownPaths).Select(Path)],
            };
    }

    private string Told(Grant held)
    {
        if (held.RemoveAt is { } end)
        {
            return $"Nothing gives it any more; it is kept until {Rfc3339.Format(end)}.";
        }

        var kinds = GrantCause.Of(held, identity.DirectGrants).Select(c => c.Kind switch
        {
            GrantCauseKind.Policy => "policy",
            GrantCauseKind.Role => "role",
            GrantCauseKind.Request => "request",
            _ => "hand",
        }).Distinct(StringComparer.Ordinal);
        return $"Given by {held.Causes.Length} {(held.Causes.Length == 1 ? "path" : "paths")}, by version {snapshot.Version}: by {string.Join(" and ", kinds)}.";
    }

    /// <summary>A grant by name, and the roles from it down.</summary>
    private ExplainedNode Direct(string cause)
    {
        ExplainedNode? below = null;
        foreach (var document in cause.Split(" > ").Reverse())
        {
            var grant = identity.DirectGrants.FirstOrDefault(g => g.Cause == document);
            var until = grant?.ValidUntil is { } end ? $" until {Rfc3339.Format(end)}" : "";
            below = grant is null
                ? new(ExplainedNodeKind.Role, document, true, "Applies.") { Children = below is null ? [] : [below] }
                : new(ExplainedNodeKind.DirectGrant, document, true, $"Given {(grant.Origin == GrantOrigin.Request ? "on request" : "by hand")} by {grant.GivenBy} on {Rfc3339.Format(grant.GivenAt)}{until}.")
                {
                    Children = below is null ? [] : [below],
                };
        }

        return below!;
    }

    private ImmutableArray<GrantPath> Paths(GrantKind kind, string target, string name) =>
        snapshot.Grants.FirstOrDefault(g => g.Complete.Kind == kind && g.Complete.Target == target && g.Complete.Name == name)?.Paths ?? [];

    /// <summary>Whether dates and periods let a way be open; null when they say nothing.</summary>
    private ExplainedNode? Time(GrantPath path)
    {
        var ends = path.Periods
            .SelectMany(p => identity.Periods.Where(b => b.Step == p.Step).Select(b => (DateTimeOffset?)(b.Since + p.Length)))
            .Append(path.ValidUntil).Min();
        return path.ValidFrom > now ? Dated(false, $"It is given from {Rfc3339.Format(path.ValidFrom.Value)} on.")
            : ends is { } end ? Dated(end > now, end > now ? $"It is given until {Rfc3339.Format(end)}." : $"It was given until {Rfc3339.Format(end)}.")
            : null;

        ExplainedNode Dated(bool holds, string text) => new(ExplainedNodeKind.Condition, path.Cause, holds, text);
    }

    /// <summary>From the policy down, each document with its condition; then what dates say.</summary>
    private ExplainedNode Path(GrantPath path)
    {
        var conditions = path.Conditions.Select(c => snapshot.Conditions[c]).ToDictionary(c => c.Document, StringComparer.Ordinal);
        ExplainedNode? below = Time(path);
        foreach (var document in path.Cause.Split(" > ").Reverse())
        {
            var condition = conditions.TryGetValue(document, out var found) ? Condition(found) : null;
            var kind = document.StartsWith("BirthrightPolicy/", StringComparison.Ordinal) ? ExplainedNodeKind.Policy : ExplainedNodeKind.Role;
            var holds = condition?.Holds ?? true;
            below = new ExplainedNode(kind, document, holds, holds ? "Applies." : "Does not apply.")
            {
                Children = [.. new[] { condition, below }.OfType<ExplainedNode>()],
            };
        }

        return below!;
    }

    private ExplainedNode Condition(CompiledCondition condition)
    {
        var result = condition.Expression.Evaluate(_view, _now);
        var text = result.IsError ? $" cannot be evaluated: {result.ErrorReason}" : result.IsTrue ? " is met" : " is not met";
        return new(ExplainedNodeKind.Condition, $"{condition.Document} spec.when", result.IsTrue, $"{condition.Expression.Text}{text}.")
        {
            Children = records.Inputs(condition.Expression),
        };
    }
}
