namespace Prov.Domain.Tests.Expressions.Reference;

/// <summary>The variables that are bound where a phrase stands, the innermost first.</summary>
internal sealed record Scope(Scope? Outer, string Name, object Value)
{
    public object this[string name] => Name == name ? Value : Outer![name];
}

/// <summary>
/// A piece of CEL and what it means, said once more by other means: values are plain objects, and a failure is one of them.
/// </summary>
/// <param name="Text">The piece, in parentheses where it needs them.</param>
/// <param name="Meaning">Finds the value, or <see cref="Things.Failure"/>.</param>
internal sealed record Phrase(string Text, Func<Scope, object> Meaning)
{
    public static Phrase Of(string text, object value) => new(text, _ => value);

    /// <summary>A phrase that needs the values of all its parts, and fails where one of them does.</summary>
    public static Phrase Strict(string text, Func<object[], object> work, params Phrase[] parts) => new(text, scope =>
    {
        var values = new object[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            values[i] = parts[i].Meaning(scope);
            if (values[i] == Things.Failure)
            {
                return Things.Failure;
            }
        }

        return work(values);
    });
}
