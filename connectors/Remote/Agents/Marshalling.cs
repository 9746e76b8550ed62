using System.Buffers;
using Google.Protobuf;
using Grpc.Core;

namespace Prov.Connectors.Remote.Agents;

/// <summary>Messages as bytes and back, by the marshallers that the generated code brings along.</summary>
internal static class Marshalling
{
    public static ByteString Write<T>(Marshaller<T> marshaller, T message)
    {
        var target = new Target();
        marshaller.ContextualSerializer(message, target);
        return target.Bytes;
    }

    /// <exception cref="InvalidProtocolBufferException">It is no such message.</exception>
    public static T Read<T>(Marshaller<T> marshaller, ByteString bytes) => marshaller.ContextualDeserializer(new Source(bytes));

    private sealed class Target : SerializationContext
    {
        private readonly ArrayBufferWriter<byte> _writer = new();

        public ByteString Bytes => ByteString.CopyFrom(_writer.WrittenSpan);

        public override void Complete(byte[] payload) => _writer.Write(payload);

        public override IBufferWriter<byte> GetBufferWriter() => _writer;

        public override void SetPayloadLength(int payloadLength)
        {
        }

        public override void Complete()
        {
        }
    }

    private sealed class Source(ByteString bytes) : DeserializationContext
    {
        public override int PayloadLength => bytes.Length;

        public override byte[] PayloadAsNewBuffer() => bytes.ToByteArray();

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(bytes.Memory);
    }
}
