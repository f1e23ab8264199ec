using MassTransit.Configuration;

namespace Corporation.RedisStreams.Configuration;

/// <summary>The pipes and serializers of a bus, or of one endpoint of it.</summary>
internal class StreamsEndpointConfiguration : EndpointConfiguration
{
    protected StreamsEndpointConfiguration(StreamsTopologyConfiguration topology)
        : base(topology) => Topology = topology;

    private StreamsEndpointConfiguration(IEndpointConfiguration parent, StreamsTopologyConfiguration topology, bool isBusEndpoint)
        : base(parent, topology, isBusEndpoint) => Topology = topology;

    public new StreamsTopologyConfiguration Topology { get; }

    public StreamsEndpointConfiguration CreateEndpointConfiguration(bool isBusEndpoint = false) =>
        new(this, Topology.ForEndpoint(), isBusEndpoint);
}
