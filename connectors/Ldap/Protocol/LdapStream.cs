using System.Buffers;
using System.Collections.Immutable;
using System.Formats.Asn1;
using System.IO.Pipelines;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>Sends and receives whole messages (RFC 4511, 4.1.1).</summary>
internal sealed class LdapStream(Stream stream)
{
    /// <summary>Largest message that is taken, in octets.</summary>
    public const int MaxMessageLength = 32 << 20;

    private const byte SequenceTag = 0x30;
    private const int LongForm = 0x80;
    private readonly PipeReader _reader = PipeReader.Create(stream, new(leaveOpen: true));

    /// <summary>True when something has arrived that was not asked for.</summary>
    public bool HasRest => _reader.TryRead(out var read) && Unread(read);

    public async Task SendAsync(int messageId, Action<AsnWriter> operation, ImmutableArray<LdapControl> controls, CancellationToken cancellationToken)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(messageId);
            operation(writer);
            if (!controls.IsEmpty)
            {
                LdapControl.WriteAll(writer, controls);
            }
        }

        await stream.WriteAsync(writer.Encode(), cancellationToken);
    }

    /// <summary>The content of the next message.</summary>
    /// <exception cref="LdapProtocolException">The end, or no message.</exception>
    public async Task<AsnReader> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken);
            if (TryTake(read.Buffer, out var message, out var rest))
            {
                _reader.AdvanceTo(rest);
                return new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                throw new LdapProtocolException("The server closed the connection.");
            }
        }
    }

    private bool Unread(ReadResult read)
    {
        _reader.AdvanceTo(read.Buffer.Start);
        return !read.Buffer.IsEmpty || read.IsCompleted;
    }

    private static bool TryTake(ReadOnlySequence<byte> buffer, out byte[] message, out SequencePosition rest)
    {
        message = [];
        rest = buffer.Start;
        if (!TryReadLength(buffer, out var length) || buffer.Length < length)
        {
            return false;
        }

        message = buffer.Slice(0, length).ToArray();
        rest = buffer.GetPosition(length);
        return true;
    }

    // Length of tag, length and content together (ITU-T X.690, 8.1.3); LDAP uses the definite form only.
    private static bool TryReadLength(ReadOnlySequence<byte> buffer, out long length)
    {
        length = 0;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out var tag) || !reader.TryRead(out var first))
        {
            return false;
        }

        var octets = first < LongForm ? 0 : first - LongForm;
        if (tag != SequenceTag || first == LongForm || octets > sizeof(int))
        {
            throw new LdapProtocolException("The server does not speak LDAP.");
        }

        length = octets == 0 ? first : 0;
        for (var i = 0; i < octets; i++)
        {
            if (!reader.TryRead(out var octet))
            {
                return false;
            }

            length = (length << 8) | octet;
        }

        length += 2 + octets;
        return length <= MaxMessageLength ? true : throw new LdapProtocolException("The server sent a message over the limit.");
    }
}
