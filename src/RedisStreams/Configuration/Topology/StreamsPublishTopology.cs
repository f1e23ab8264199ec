using MassTransit;
using MassTransit.Metadata;
using MassTransit.Topology;

namespace Corporation.RedisStreams.Configuration.Topology;

/// <summary>Knows of every message type which topics its messages reach.</summary>
internal sealed class StreamsPublishTopology(IMessageTopology messageTopology) : PublishTopology
{
    /// <summary>Every message type that the bus knows, for <c>DeployPublishTopology</c>.</summary>
    public IReadOnlyCollection<IStreamsMessagePublishTopology> All
    {
        get
        {
            var all = new List<IStreamsMessagePublishTopology>();
            ForEachMessageType<IStreamsMessagePublishTopology>(all.Add);
            return all;
        }
    }

    public IStreamsMessagePublishTopology Of<T>()
        where T : class =>
        (IStreamsMessagePublishTopology)((IPublishTopologyConfigurator)this).GetMessageTopology<T>();

    protected override IMessagePublishTopologyConfigurator CreateMessageTopology<T>()
    {
        var topology = new StreamsMessagePublishTopology<T>(this, messageTopology.GetMessageTopology<T>());
        ImplementedMessageTypeCache<T>.EnumerateImplementedTypes(new Connector<T>(this, topology));
        OnMessageTopologyCreated(topology);
        return topology;
    }

    private sealed class Connector<TMessage>(IPublishTopologyConfigurator topologies, StreamsMessagePublishTopology<TMessage> topology)
        : IImplementedMessageType
        where TMessage : class
    {
        public void ImplementsMessageType<T>(bool direct)
            where T : class
        {
            if (direct)
                topology.Implements<T>(topologies);
        }
    }
}
