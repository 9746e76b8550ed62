using System.Text;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;

namespace Prov.Grains.Sources.Imports;

/// <summary>Writes an upload to disk, in UTF-8 without a byte order mark whatever it came in.</summary>
internal static class FeedSpool
{
    private const int BufferBytes = 1 << 16;

    /// <exception cref="ImportRefusedException">Too large, or not of its encoding.</exception>
    public static async Task WriteAsync(Stream content, string encodingName, string path, long maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var length = await content.ReadAtLeastAsync(buffer, 4, throwOnEndOfStream: false, cancellationToken);
        var (encoding, mark) = Detect(buffer.AsSpan(0, length), encodingName);
        await using var file = ImportFolder.OpenWrite(path);
        var transcoder = encoding is null ? null : new Transcoder(encoding);
        var (start, total) = (mark, (long)length);
        while (true)
        {
            if (total > maxBytes)
            {
                throw new ImportRefusedException(FeedFaultReasons.FeedTooLarge, $"The feed has more than {maxBytes} bytes. Send it in parts, or raise the limit.");
            }

            var chunk = buffer.AsMemory(start, length - start);
            await file.WriteAsync(transcoder is null ? chunk : transcoder.Convert(chunk.Span, flush: false), cancellationToken);
            start = 0;
            length = await content.ReadAsync(buffer, cancellationToken);
            if (length == 0)
            {
                break;
            }

            total += length;
        }

        await file.WriteAsync(transcoder is null ? default : transcoder.Convert([], flush: true), cancellationToken);
    }

    /// <summary>The encoding to convert from, null for UTF-8, and the length of the byte order mark.</summary>
    private static (Encoding? Encoding, int Mark) Detect(ReadOnlySpan<byte> start, string name) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (null, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Strict("utf-32"), 4),
        [0xFF, 0xFE, ..] => (Strict("utf-16"), 2),
        [0xFE, 0xFF, ..] => (Strict("utf-16BE"), 2),
        _ when string.Equals(name, "utf-8", StringComparison.OrdinalIgnoreCase) => (null, 0),
        _ => (Strict(name), 0),
    };

    private static Encoding Strict(string name)
    {
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? throw new ImportRefusedException(
                    FeedFaultReasons.EncodingUnknown, "The feed's declared encoding is not known. Declare an IANA name, for instance windows-1252.");
        }
    }

    /// <summary>Characters and pairs of surrogates can be split between two chunks: decoder and encoder keep the first part.</summary>
    private sealed class Transcoder(Encoding encoding)
    {
        private readonly Decoder _decoder = encoding.GetDecoder();
        private readonly Encoder _encoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetEncoder();
        private readonly char[] _characters = new char[encoding.GetMaxCharCount(BufferBytes)];

        public byte[] Convert(ReadOnlySpan<byte> bytes, bool flush)
        {
            try
            {
                var characters = _characters.AsSpan(0, _decoder.GetChars(bytes, _characters, flush));
                var converted = new byte[_encoder.GetByteCount(characters, flush)];
                _encoder.GetBytes(characters, converted, flush);
                return converted;
            }
            catch (Exception fault) when (fault is DecoderFallbackException or EncoderFallbackException)
            {
                throw new ImportRefusedException(
                    FeedFaultReasons.EncodingInvalid, $"The feed is not {encoding.WebName} throughout. Declare the encoding that it has, or repair it.");
            }
        }
    }
}
