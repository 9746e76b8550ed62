using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>Computes in which organisational unit an account belongs.</summary>
internal sealed class AccountPlacement(CompiledTarget target, Value identity, NoteCollector notes)
{
    /// <summary>The units from the top down, a list of texts; null to leave it where it is.</summary>
    public Value Compute(DesiredAccount old, string name)
    {
        if (target.Placement is null)
        {
            return Value.Null;
        }

        var account = Value.From(AttributeSet.Empty.Add("name", Value.From(name)));
        var result = target.Placement.Evaluate(identity, account);
        var units = result.Value.AsValues();
        if (!result.IsError && units.Length <= Limits.PlacementDepthCount
            && units.All(u => u.Kind == ValueKind.String && !string.IsNullOrWhiteSpace(u.AsString())))
        {
            return Value.From(units);
        }

        notes.Add(
            DecisionNoteReasons.PlacementFailed, $"TargetSystem/{target.Name} spec.placement",
            result.IsError ? $"{result.ErrorReason}: {result.ErrorMessage}" : "The result is no text, or a text in it is empty.");
        return old.Placement;
    }
}
