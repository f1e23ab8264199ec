using Corporation.RedisStreams.Configuration.Topology;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Topology;

namespace Corporation.RedisStreams.Configuration;

/// <summary>The topologies of a bus, or of one endpoint: an endpoint shares all but what it consumes.</summary>
internal sealed class StreamsTopologyConfiguration : ITopologyConfiguration
{
    private readonly IMessageTopologyConfigurator _message;
    private readonly SendTopology _send;

    public StreamsTopologyConfiguration(IMessageTopologyConfigurator message)
    {
        _message = message;

        _send = new SendTopology();
        _send.ConnectSendTopologyConfigurationObserver(new DelegateSendTopologyConfigurationObserver(GlobalTopology.Send));
        _send.TryAddConvention(new RoutingKeySendTopologyConvention());
        _send.TryAddConvention(new PartitionKeySendTopologyConvention());

        Publish = new StreamsPublishTopology(message);
        Publish.ConnectPublishTopologyConfigurationObserver(new DelegatePublishTopologyConfigurationObserver(GlobalTopology.Publish));
        Publish.ConnectPublishTopologyConfigurationObserver(new PublishToSendTopologyConfigurationObserver(_send));

        Consume = new StreamsConsumeTopology(Publish);
    }

    private StreamsTopologyConfiguration(StreamsTopologyConfiguration bus)
    {
        (_message, _send, Publish) = (bus._message, bus._send, bus.Publish);
        Consume = new StreamsConsumeTopology(Publish);
    }

    public StreamsPublishTopology Publish { get; }

    public StreamsConsumeTopology Consume { get; }

    IMessageTopologyConfigurator ITopologyConfiguration.Message => _message;

    ISendTopologyConfigurator ITopologyConfiguration.Send => _send;

    IPublishTopologyConfigurator ITopologyConfiguration.Publish => Publish;

    IConsumeTopologyConfigurator ITopologyConfiguration.Consume => Consume;

    public StreamsTopologyConfiguration ForEndpoint() => new(this);

    public IEnumerable<ValidationResult> Validate() => [.. _send.Validate(), .. Publish.Validate(), .. Consume.Validate()];
}
