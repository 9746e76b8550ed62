namespace Prov.Domain.Expressions.Evaluation;

/// <summary>The state of one evaluation. A failure is a field and not an exception, since absorbing one must be cheap.</summary>
internal ref struct Frame(ReadOnlySpan<Value> variables, Value[] locals, long budget)
{
    private long _budget = budget;

    /// <summary>The values of the environment's variables, by slot.</summary>
    public ReadOnlySpan<Value> Variables { get; } = variables;

    /// <summary>The values of the macros' variables, by slot.</summary>
    public Value[] Locals { get; } = locals;

    public Fault? Fault { get; private set; }

    /// <summary>The first instant, in ticks, after which a comparison with <c>now</c> that was made gives another answer.</summary>
    public long NextChange { get; private set; } = long.MaxValue;

    public readonly bool Failed => Fault is not null;

    /// <summary>Remembers that a comparison gives another answer from an instant on.</summary>
    public void ChangesAt(Int128 ticks) => NextChange = ticks < NextChange ? (long)ticks : NextChange;

    /// <summary>Records a failure; the caller returns at once with the value that this gives.</summary>
    public Value Fail(Fault fault)
    {
        Fault ??= fault;
        return default;
    }

    /// <summary>False, and failed, when the budget does not suffice.</summary>
    public bool Charge(long cost)
    {
        _budget -= cost;
        if (_budget >= 0)
        {
            return true;
        }

        _budget = 0;
        Fault = Fault.CostExceeded;
        return false;
    }

    /// <summary>Forgets a failure so that evaluation can go on; an exhausted budget cannot be forgotten (null).</summary>
    public Fault? Absorb()
    {
        var fault = Fault;
        if (fault == Fault.CostExceeded)
        {
            return null;
        }

        Fault = null;
        return fault;
    }
}
