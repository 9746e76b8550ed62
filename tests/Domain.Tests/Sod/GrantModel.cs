using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Sod;

/// <summary>
/// What must hold after a sequence of changes, worked out without the product: two rights that exclude each other, one of them also by
/// department. Whoever holds one is not given the other; of both at once, paying goes first.
/// </summary>
internal sealed class GrantModel
{
    private string _department = "IT";
    private long _sequence;

    /// <summary>Rights given by name, by the grant's id.</summary>
    public Dictionary<string, string> Direct { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Held { get; private set; } = [];

    public bool IsHere { get; private set; }

    public void Apply(Step step)
    {
        if (step.Change is { Kind: GrantChangeKind.Give } given)
        {
            Direct[given.GrantId] = given.Grant!.Name;
        }
        else if (step.Change is { } revoked)
        {
            Direct.Remove(revoked.GrantId);
        }
        else if (step.LifecycleEvent is { } lifecycleEvent && lifecycleEvent.Sequence > _sequence)
        {
            _sequence = lifecycleEvent.Sequence!.Value;
            Apply(lifecycleEvent);
        }

        Settle();
    }

    private void Apply(LifecycleEvent lifecycleEvent)
    {
        IsHere = lifecycleEvent.Kind == LifecycleEventKind.Join || (IsHere && lifecycleEvent.Kind != LifecycleEventKind.Leave);
        if (lifecycleEvent.Attributes.TryGetValue("department", out var department))
        {
            _department = department.AsString();
        }

        if (!IsHere)
        {
            Direct.Clear();
        }
    }

    private void Settle()
    {
        var wanted = IsHere ? Direct.Values.ToHashSet(StringComparer.Ordinal) : [];
        if (IsHere && _department == "Pay")
        {
            wanted.Add("cn=pay");
        }

        if (wanted.Count == 2)
        {
            wanted.Remove(Held.Contains("cn=approve") ? "cn=pay" : "cn=approve");
        }

        Held = wanted;
    }
}
