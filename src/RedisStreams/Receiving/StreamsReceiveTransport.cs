using Corporation.RedisStreams.Configuration;
using MassTransit;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Runs an endpoint's receiver, and runs another one whenever it ends before the endpoint is stopped.</summary>
internal sealed class StreamsReceiveTransport(StreamsHostConfiguration host, StreamsReceiveEndpointContext endpoint) : IReceiveTransport
{
    public ReceiveTransportHandle Start() => new StreamsReceiveAgent(host, endpoint);

    public void Probe(ProbeContext context) => endpoint.Probe(context.CreateScope("receiveTransport"));

    public ConnectHandle ConnectReceiveObserver(IReceiveObserver observer) => endpoint.ConnectReceiveObserver(observer);

    public ConnectHandle ConnectReceiveTransportObserver(IReceiveTransportObserver observer) =>
        endpoint.ConnectReceiveTransportObserver(observer);

    public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => endpoint.ConnectPublishObserver(observer);

    public ConnectHandle ConnectSendObserver(ISendObserver observer) => endpoint.ConnectSendObserver(observer);
}
