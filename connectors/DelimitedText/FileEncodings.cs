using System.Collections.Immutable;
using System.Text;

namespace Prov.Connectors.DelimitedText;

/// <summary>The encodings that a file can have; all of them strict, so that nothing is replaced unseen.</summary>
internal static class FileEncodings
{
    private static readonly Encoding _western = CodePagesEncodingProvider.Instance.GetEncoding(
        1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    private static readonly ImmutableDictionary<string, Encoding> _all = new Dictionary<string, Encoding>
    {
        ["utf-8"] = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        ["utf-8-bom"] = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        ["utf-16le"] = new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        ["utf-16be"] = new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        ["iso-8859-1"] = Encoding.GetEncoding("iso-8859-1", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        ["windows-1252"] = _western,
    }.ToImmutableDictionary();

    public static ImmutableArray<string> Names { get; } = [.. _all.Keys.Order(StringComparer.Ordinal)];

    public static Encoding Named(string name) => _all[name];
}
