using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Receiving;
using MassTransit;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Sending;

/// <summary>Finds the way to an address, or to the topic of a message type.</summary>
internal sealed class TransportProvider(StreamsHostConfiguration host, StreamsReceiveEndpointContext endpoint)
    : ISendTransportProvider, IPublishTransportProvider
{
    public Uri NormalizeAddress(Uri address) => new RedisStreamsEndpointAddress(host.Address, address).ToUri();

    public Task<ISendTransport> GetSendTransport(Uri address)
    {
        var parsed = new RedisStreamsEndpointAddress(host.Address, address);

        // A topic by its address, from a scheduler for instance: what the bus knows of its message type holds here as well.
        var topology = parsed.IsTopic
            ? host.TopologyConfiguration.Publish.All.FirstOrDefault(known => known.TopicName == parsed.Name)
            : null;
        return Task.FromResult<ISendTransport>(Create(parsed, topology));
    }

    public Task<ISendTransport> GetPublishTransport<T>(Uri? publishAddress)
        where T : class
    {
        var topology = host.TopologyConfiguration.Publish.Of<T>();
        return Task.FromResult<ISendTransport>(
            Create(new RedisStreamsEndpointAddress(host.Address, topology.TopicName, isTopic: true), topology));
    }

    private SendTransport<PipeContext> Create(
        RedisStreamsEndpointAddress address, Configuration.Topology.IStreamsMessagePublishTopology? topology)
    {
        LogContext.SetCurrentIfNull(host.LogContext);
        TransportLogMessages.CreateSendTransport(address.ToUri());
        return new SendTransport<PipeContext>(new StreamsSendTransportContext(host, endpoint, address, topology));
    }
}
