using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Connection;
using StackExchange.Redis;

namespace MassTransit.Testing;

/// <summary>A test harness on a real server. Each harness has a virtual host of its own unless it is told otherwise.</summary>
/// <remarks>
/// It needs a server, and leaves there what the test left: its virtual host, whose keys begin with <c>mt:{test-…}:</c>, until
/// <see cref="Clean"/>. With a container use the framework's <c>AddMassTransitTestHarness</c> with <c>UsingRedisStreams</c>.
/// </remarks>
public class RedisStreamsTestHarness : BusTestHarness
{
    private const string OwnPrefix = "test-";

    /// <summary>Creates a harness; set <see cref="HostAddress"/> before it is started.</summary>
    /// <param name="inputQueueName">Name of the endpoint under test; null for <c>input_queue</c>.</param>
    public RedisStreamsTestHarness(string? inputQueueName = null) => InputQueueName = inputQueueName ?? "input_queue";

    /// <summary>The server, and the virtual host.</summary>
    /// <value>By default database 0 of localhost and a virtual host with a name of its own.</value>
    public Uri HostAddress { get; set; } = new($"redis://localhost:{RedisStreamsHostAddress.DefaultPort}/0/{OwnPrefix}{NewId.NextGuid():N}");

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

    /// <summary>Removes everything of the harness' virtual host from the server; for after <see cref="BusTestHarness.Stop"/>.</summary>
    /// <exception cref="InvalidOperationException">
    /// The virtual host's name does not begin with <c>test-</c>: somebody else may use it, and nothing is removed.
    /// </exception>
    /// <exception cref="ConnectionException">The server can't be reached.</exception>
    public override async Task Clean()
    {
        var settings = new StreamsHostSettings(HostAddress);
        OnConfigureRedisStreamsHost?.Invoke(settings);
        if (!settings.VirtualHost.StartsWith(OwnPrefix, StringComparison.Ordinal))
        {
            throw new InvalidOperationException(
                $"The virtual host '{settings.VirtualHost}' is not emptied, for its name does not begin with {OwnPrefix}. Remove its queues by hand.");
        }

        try
        {
            await using var connection = await RedisConnection.OpenAsync(settings.CreateTarget(), TestCancellationToken);
            await connection.RemoveAllAsync(TestCancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new ConnectionException($"The virtual host at {settings.Address} could not be emptied: {exception.Message}", exception);
        }
    }
}
