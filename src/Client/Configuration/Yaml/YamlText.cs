namespace Prov.Client.Configuration.Yaml;

/// <summary>A scalar, as written.</summary>
/// <param name="Text">The text without its quotes.</param>
/// <param name="Plain">True when it is not quoted: only then can it be a number, a boolean or nothing.</param>
/// <param name="Line">See <see cref="YamlNode"/>.</param>
internal sealed record YamlText(string Text, bool Plain, int Line) : YamlNode(Line)
{
    public bool IsNull => Plain && Text is ("" or "~" or "null" or "Null" or "NULL");

    public override string Describe() => IsNull ? "nothing" : "a single value";
}
