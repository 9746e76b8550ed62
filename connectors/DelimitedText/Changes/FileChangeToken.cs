using Prov.Connectors.Capabilities;

namespace Prov.Connectors.DelimitedText.Changes;

/// <summary>A place in the differences between two moments of the file.</summary>
/// <param name="Since">The moment from which on everything is still to be told.</param>
/// <param name="Until">While the differences to this moment are being told: it; empty otherwise.</param>
/// <param name="After">The name that was told last; empty for none.</param>
internal sealed record FileChangeToken(string Since, string Until, string After)
{
    private const char Separator = ':';

    public static FileChangeToken Begin(string since) => new(since, "", "");

    /// <summary>Null when this was never a token.</summary>
    public static FileChangeToken? Parse(ChangeToken token) => token.Text.Split(Separator, 3) switch
    {
        [var since] => Begin(since),
        [var since, var until, var after] => new(since, until, after),
        _ => null,
    };

    public ChangeToken Write() => new(Until.Length == 0 ? Since : string.Join(Separator, Since, Until, After));
}
