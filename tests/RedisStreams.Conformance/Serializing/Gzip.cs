using System.IO.Compression;
using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;

namespace Corporation.RedisStreams.Conformance.Serializing;

/// <summary>The framework's JSON envelope, compressed: a body that is no text.</summary>
internal sealed class Gzip : ISerializerFactory, IMessageSerializer, IMessageDeserializer
{
    public const string MediaType = "application/vnd.corporation.conformance+gzip";

    public ContentType ContentType { get; } = new(MediaType);

    public IMessageSerializer CreateSerializer() => this;

    public IMessageDeserializer CreateDeserializer() => this;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
            zip.Write(SystemTextJsonMessageSerializer.Instance.GetMessageBody(context).GetBytes());
        return new BytesMessageBody(packed.ToArray());
    }

    public ConsumeContext Deserialize(ReceiveContext receiveContext) => new BodyConsumeContext(
        receiveContext,
        Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null)
    {
        using var unpacked = new MemoryStream();
        using (var zip = new GZipStream(new MemoryStream(body.GetBytes()), CompressionMode.Decompress))
            zip.CopyTo(unpacked);
        return SystemTextJsonMessageSerializer.Instance.Deserialize(new BytesMessageBody(unpacked.ToArray()), headers, destinationAddress);
    }

    public MessageBody GetMessageBody(string text) => new Base64MessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("gzip").Add("contentType", MediaType);
}
