using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Topology;

namespace Corporation.RedisStreams.Configuration.Topology;

/// <summary>What the transport asks of a message type's publish topology, whatever the type.</summary>
internal interface IStreamsMessagePublishTopology
{
    string TopicName { get; }

    /// <summary>The topics of the base types and interfaces, as far as they are not excluded.</summary>
    IReadOnlyCollection<string> Parents { get; }
}

/// <summary>A message type is published to the topic of its entity name; what it implements is reached from there.</summary>
internal sealed class StreamsMessagePublishTopology<TMessage>(IPublishTopology publishTopology, IMessageTopology<TMessage> messageTopology)
    : MessagePublishTopology<TMessage>(publishTopology), IStreamsMessagePublishTopology
    where TMessage : class
{
    private readonly List<Func<(IStreamsMessagePublishTopology Topology, bool IsExcluded)>> _implemented = [];

    public string TopicName => messageTopology.EntityName;

    public IReadOnlyCollection<string> Parents
    {
        get
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (topology, isExcluded) in _implemented.Select(parent => parent()))
            {
                // What lies behind an excluded type is reached only by another way, as on every transport that binds type to type.
                if (isExcluded)
                    continue;
                names.Add(topology.TopicName);
                names.UnionWith(topology.Parents);
            }

            return names;
        }
    }

    public void Implements<T>(IPublishTopologyConfigurator topologies)
        where T : class =>
        _implemented.Add(() => topologies.GetMessageTopology<T>() is StreamsMessagePublishTopology<T> topology
            ? (topology, topology.Exclude)
            : throw new InvalidOperationException($"{typeof(T)} has a publish topology of another transport."));

    /// <summary>Also of a type that is excluded from topology, as on the framework's other transports.</summary>
    public override bool TryGetPublishAddress(Uri baseAddress, [NotNullWhen(true)] out Uri? publishAddress)
    {
        publishAddress = new RedisStreamsEndpointAddress(RedisStreamsHostAddress.Of(baseAddress), TopicName, isTopic: true).ToUri();
        return true;
    }
}
