using System.Collections.Immutable;

namespace Prov.Domain.Expressions;

/// <summary>The variables that an expression may read; immutable. The order of declaration is the order of the values at evaluation.</summary>
public sealed class ExpressionEnvironment
{
    private readonly ImmutableDictionary<string, int> _slots;

    /// <exception cref="ArgumentException">Two variables have one name.</exception>
    public ExpressionEnvironment(params IReadOnlyList<ExpressionVariable> variables)
    {
        Variables = [.. variables];
        _slots = ImmutableDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal)
            .AddRange(Variables.Select((v, slot) => KeyValuePair.Create(v.Name, slot)));
    }

    public ImmutableArray<ExpressionVariable> Variables { get; }

    /// <summary>The slot of <see cref="ExpressionVariable.Now"/>; -1 when it is not declared.</summary>
    internal int ClockSlot => Variables.IndexOf(ExpressionVariable.Now);

    internal bool IsClock(string name) => ClockSlot >= 0 && name == ExpressionVariable.Now.Name;

    internal bool TryGetSlot(string name, out int slot) => _slots.TryGetValue(name, out slot);
}
