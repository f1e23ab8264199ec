using MassTransit.Configuration;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Configuration.Topology;

/// <summary>The topology of a bus, as its users see it.</summary>
internal sealed class StreamsBusTopology(IHostConfiguration host, ITopologyConfiguration topology) : BusTopology(host, topology);
