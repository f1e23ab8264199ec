namespace MassTransit.Testing;

/// <summary>A test harness on a real server. Each harness has a virtual host of its own unless it is told otherwise.</summary>
/// <remarks>
/// It needs a server, and leaves there what the test left: its virtual host, whose keys begin with <c>mt:{test-…}:</c>. With a container
/// use the framework's <c>AddMassTransitTestHarness</c> with <c>UsingRedisStreams</c>.
/// </remarks>
public class RedisStreamsTestHarness : BusTestHarness
{
    /// <summary>Creates a harness; set <see cref="HostAddress"/> before it is started.</summary>
    /// <param name="inputQueueName">Name of the endpoint under test; null for <c>input_queue</c>.</param>
    public RedisStreamsTestHarness(string? inputQueueName = null) => InputQueueName = inputQueueName ?? "input_queue";

    /// <summary>The server, and the virtual host.</summary>
    /// <value>By default database 0 of localhost and a virtual host with a name of its own.</value>
    public Uri HostAddress { get; set; } = new($"redis://localhost:{RedisStreamsHostAddress.DefaultPort}/0/test-{NewId.NextGuid():N}");

    /// <inheritdoc/>
    public override string InputQueueName { get; }

    /// <inheritdoc/>
    public override Uri InputQueueAddress =>
        new RedisStreamsEndpointAddress(new RedisStreamsHostAddress(HostAddress), InputQueueName).ToUri();

    /// <summary>Raised to configure the host, when the harness is started.</summary>
    public event Action<IRedisStreamsHostConfigurator>? OnConfigureRedisStreamsHost;

    /// <summary>Raised to configure the bus, when the harness is started.</summary>
    public event Action<IRedisStreamsBusFactoryConfigurator>? OnConfigureRedisStreamsBus;

    /// <summary>Raised to configure the endpoint under test, when the harness is started.</summary>
    public event Action<IRedisStreamsReceiveEndpointConfigurator>? OnConfigureRedisStreamsReceiveEndpoint;

    /// <inheritdoc/>
    protected override Task<IBusControl> CreateBus() => Task.FromResult(MassTransit.Bus.Factory.CreateUsingRedisStreams(bus =>
    {
        bus.Host(HostAddress, host => OnConfigureRedisStreamsHost?.Invoke(host));
        ConfigureBus(bus);
        OnConfigureRedisStreamsBus?.Invoke(bus);
        bus.ReceiveEndpoint(InputQueueName, endpoint =>
        {
            ConfigureReceiveEndpoint(endpoint);
            OnConfigureRedisStreamsReceiveEndpoint?.Invoke(endpoint);
        });
        BusConfigured(bus);
    }));
}
