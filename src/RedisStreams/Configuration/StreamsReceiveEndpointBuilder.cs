using MassTransit;
using MassTransit.Configuration;

namespace Corporation.RedisStreams.Configuration;

/// <summary>Subscribes the queue to what its consumers consume, unless somebody asked for that not to happen.</summary>
internal sealed class StreamsReceiveEndpointBuilder(StreamsReceiveEndpointConfiguration configuration)
    : ReceiveEndpointBuilder(configuration)
{
    public override ConnectHandle ConnectConsumePipe<T>(IPipe<ConsumeContext<T>> pipe, ConnectPipeOptions options)
    {
        if (configuration.ConfigureConsumeTopology && options.HasFlag(ConnectPipeOptions.ConfigureConsumeTopology))
        {
            var consume = configuration.Topology.Consume;
            if (((IConsumeTopologyConfigurator)consume).GetMessageTopology<T>().ConfigureConsumeTopology)
                consume.Subscribe<T>(routingKey: null);
        }

        return base.ConnectConsumePipe(pipe, options);
    }
}
