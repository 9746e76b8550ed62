namespace Prov.Storage.Relational;

/// <summary>Conditions of a query, joined by <c>and</c>, with their parameters.</summary>
internal sealed class Conditions
{
    private readonly List<string> _texts = [];
    private readonly List<(string Name, object? Value)> _parameters = [];

    public string Text => string.Join(" and ", _texts);

    public (string Name, object? Value)[] Parameters => [.. _parameters];

    public Conditions Add(string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        _texts.Add(text);
        _parameters.AddRange(parameters);
        return this;
    }

    /// <summary>Adds the condition only when there is a value to compare with.</summary>
    public Conditions AddIf(string? value, string text, string parameter) => value is null ? this : Add(text, (parameter, value));

    /// <summary>Takes a value as a parameter and answers with its placeholder.</summary>
    public string Parameter(object? value)
    {
        var name = "f" + _parameters.Count;
        _parameters.Add((name, value));
        return "@" + name;
    }
}
