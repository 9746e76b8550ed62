namespace Prov.Connectors.Capabilities;

/// <summary>A secret on its way to a target. Its text is not in what it is written as, so that no log or error can show it.</summary>
/// <param name="text">The secret.</param>
public sealed class NewSecret(string text)
{
    /// <summary>The secret itself: to be sent to the target, and nowhere else.</summary>
    public string Reveal() => text;

    public override string ToString() => "(secret)";
}
