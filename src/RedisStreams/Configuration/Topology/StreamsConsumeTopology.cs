using Corporation.RedisStreams.Declaring;
using MassTransit;

namespace Corporation.RedisStreams.Configuration.Topology;

/// <summary>What an endpoint's queue subscribes to: topic by topic, with a routing pattern or without.</summary>
internal sealed class StreamsConsumeTopology(StreamsPublishTopology publishTopology) : ConsumeTopology(MaxQueueNameLength)
{
    private const int MaxQueueNameLength = Addressing.EntityNameRules.MaxLength;

    private readonly HashSet<Subscription> _subscriptions = [];

    public IReadOnlyCollection<Subscription> Subscriptions => _subscriptions;

    public void Subscribe(string topicName, string? routingKey) =>
        _subscriptions.Add(new Subscription(new Addressing.TopicName(topicName), routingKey ?? ""));

    public void Subscribe<T>(string? routingKey)
        where T : class =>
        Subscribe(publishTopology.Of<T>().TopicName, routingKey);

    protected override IMessageConsumeTopologyConfigurator CreateMessageTopology<T>()
    {
        var topology = new MessageConsumeTopology<T>();
        OnMessageTopologyCreated(topology);
        return topology;
    }
}
