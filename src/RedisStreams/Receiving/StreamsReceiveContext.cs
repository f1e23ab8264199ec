using System.Collections.Concurrent;
using System.Net.Mime;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using MassTransit;
using MassTransit.Context;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Receiving;

/// <summary>One message that was read, for the framework's pipeline.</summary>
internal sealed class StreamsReceiveContext
    : BaseReceiveContext, PartitionKeyConsumeContext, RoutingKeyConsumeContext, TransportReceiveContext, ILeaseHolder
{
    // A handful of types make up all traffic; strangers beyond that are parsed each time.
    private const int MostKnownTypes = 64;

    private static readonly ConcurrentDictionary<string, ContentType?> KnownTypes = new(StringComparer.Ordinal);

    private readonly ReceivedMessage _message;

    public StreamsReceiveContext(ReceivedMessage message, StreamsReceiveEndpointContext endpoint)
        : base(message.Delivery.DeliveryCount > 1 || message.Delivery.RedeliveryCount > 0, endpoint, message)
    {
        _message = message;
        var body = message.Delivery.Body ?? [];
        Body = message.Delivery.ContentType == EnvelopeBody.ContentType ? new EnvelopeBody(body) : new BytesMessageBody(body);
    }

    public override MessageBody Body { get; }

    public string? PartitionKey => _message.Delivery.PartitionKey;

    public string? RoutingKey => _message.Delivery.RoutingKey;

    /// <summary>Links of <see cref="RunningContexts"/>.</summary>
    internal StreamsReceiveContext? PreviousRunning { get; set; }

    /// <inheritdoc cref="PreviousRunning"/>
    internal StreamsReceiveContext? NextRunning { get; set; }

    protected override IHeaderProvider HeaderProvider => _message.Headers;

    // For a scheduler outside, which keeps them with the message it was given and sends it with them when it is due.
    public IDictionary<string, object>? GetTransportProperties()
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        var priority = _message.Delivery.Lane == Lane.High ? RedisStreamsPriority.High
            : _message.Delivery.Lane == Lane.Low ? RedisStreamsPriority.Low : RedisStreamsPriority.Normal;
        TransportProperties.Write(properties, PartitionKey, RoutingKey, priority);
        return properties.Count > 0 ? properties : null;
    }

    public void LeaseLost()
    {
        try
        {
            Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in between.
        }
    }

    public override void Dispose()
    {
        (Body as IDisposable)?.Dispose();
        base.Dispose();
    }

    protected override ContentType GetContentType()
    {
        if (_message.Delivery.ContentType is not { } text)
            return null!; // The framework's word for "the endpoint's default serializer".
        if (KnownTypes.TryGetValue(text, out var known))
            return known!;

        var parsed = ConvertToContentType(text);
        if (KnownTypes.Count < MostKnownTypes)
            KnownTypes[text] = parsed;
        return parsed;
    }
}
