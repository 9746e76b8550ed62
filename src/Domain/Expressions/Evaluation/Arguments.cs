namespace Prov.Domain.Expressions.Evaluation;

/// <summary>The arguments of one call, the receiver first. No function takes more than four, so they need no array.</summary>
internal readonly struct Arguments(int count, Value first, Value second = default, Value third = default, Value fourth = default)
{
    private readonly Value _first = first;
    private readonly Value _second = second;
    private readonly Value _third = third;
    private readonly Value _fourth = fourth;

    public int Count { get; } = count;

    public Value this[int index] => index switch
    {
        0 => _first,
        1 => _second,
        2 => _third,
        _ => _fourth,
    };
}
