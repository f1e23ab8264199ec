namespace MassTransit;

/// <summary>How a bus over Redis Streams is made.</summary>
/// <remarks>
/// What is set here and on its hosts and endpoints is checked when the bus is built. Everything that is wrong is then told at once, by a
/// <see cref="ConfigurationException"/>.
/// </remarks>
public interface IRedisStreamsBusFactoryConfigurator : IBusFactoryConfigurator<IRedisStreamsReceiveEndpointConfigurator>
{
    /// <summary>
    /// Names the server, by <c>redis://[user:password@]host[:port][/database][/virtual-host]</c>; <c>rediss</c> asks for TLS.
    /// </summary>
    /// <remarks>
    /// The last call counts, and replaces everything that an earlier one or <see cref="RedisStreamsTransportOptions"/> said. Without any it
    /// is database 0 and virtual host <c>default</c> of <c>localhost:6379</c>.
    /// </remarks>
    /// <param name="address">User name and password are percent-encoded; they are no part of the addresses that the bus shows.</param>
    /// <param name="configure">Sets what is not in the address, or wins over it.</param>
    /// <exception cref="ArgumentNullException">There is no address.</exception>
    /// <exception cref="ArgumentException">
    /// The address has another scheme, too long a path, or a virtual host whose name is not allowed.
    /// </exception>
    void Host(Uri address, Action<IRedisStreamsHostConfigurator>? configure = null);

    /// <summary>
    /// Names the server, by its address as in <see cref="Host(Uri, Action{IRedisStreamsHostConfigurator}?)"/> or by <c>host[:port]</c>.
    /// </summary>
    /// <remarks>As <see cref="Host(Uri, Action{IRedisStreamsHostConfigurator}?)"/>.</remarks>
    /// <param name="address">The address.</param>
    /// <param name="configure">Sets what is not in the address, or wins over it.</param>
    /// <exception cref="ArgumentException">The address is empty or can't be read.</exception>
    void Host(string address, Action<IRedisStreamsHostConfigurator>? configure = null);

    /// <summary>Names the bus's own queue, to which answers are sent, instead of having a name made.</summary>
    /// <remarks>
    /// The queue stays a temporary one: it goes when the bus stops, or a minute or two after its process died. Give every process a name of
    /// its own: those that share one take each other's answers.
    /// </remarks>
    /// <param name="queueName">1 to 200 letters, digits and <c>-_.:+~=@$</c>; checked when the bus is built.</param>
    void OverrideDefaultBusEndpointQueueName(string queueName);
}
