namespace MassTransit;

/// <summary>How a bus over Redis Streams is made.</summary>
public interface IRedisStreamsBusFactoryConfigurator : IBusFactoryConfigurator<IRedisStreamsReceiveEndpointConfigurator>
{
    /// <summary>Names the server, by <c>redis://[user:password@]host[:port][/database][/virtual-host]</c>; <c>rediss</c> asks for TLS.</summary>
    /// <exception cref="ArgumentException">The address can't be read.</exception>
    void Host(Uri address, Action<IRedisStreamsHostConfigurator>? configure = null);

    /// <summary>Names the server, by its address as in <see cref="Host(Uri, Action{IRedisStreamsHostConfigurator}?)"/> or by <c>host[:port]</c>.</summary>
    /// <exception cref="ArgumentException">The address can't be read.</exception>
    void Host(string address, Action<IRedisStreamsHostConfigurator>? configure = null);

    /// <summary>Names the bus's own queue, to which answers are sent, instead of having a name made.</summary>
    void OverrideDefaultBusEndpointQueueName(string queueName);
}
