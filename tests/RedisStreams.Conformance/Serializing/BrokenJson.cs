using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;

namespace Corporation.RedisStreams.Conformance.Serializing;

/// <summary>Writes what says that it is an envelope and isn't.</summary>
internal sealed class BrokenJson : IMessageSerializer
{
    public const string Text = "{ \"messageId\": \"no end";

    public ContentType ContentType => SystemTextJsonMessageSerializer.JsonContentType;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class => new StringMessageBody(Text);
}
