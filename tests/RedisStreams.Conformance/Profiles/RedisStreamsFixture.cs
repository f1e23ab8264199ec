using Corporation.LocalServers;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>Our transport. How its Redis is set up, a subclass says.</summary>
public abstract class RedisStreamsFixture : TransportFixture
{
    public override TransportFeatures Features => TransportFeatures.All;

    /// <summary>Every write is on disk before it counts as accepted: what the tests that kill the server expect.</summary>
    protected static RedisServerOptions Durable { get; } = new() { AppendOnly = true, AppendFsync = "always" };

    public override void Configure(
        IBusRegistrationConfigurator bus, string address, Action<IBusRegistrationContext, IBusFactoryConfigurator> configure) =>
        bus.UsingRedisStreams((context, redis) =>
        {
            Host(redis, address);
            redis.ConnectEndpointConfigurationObserver(new ShortLease());
            configure(context, redis);
            redis.ConfigureEndpoints(context);
        });

    public override void AddScheduler(IBusRegistrationConfigurator bus) => bus.AddRedisStreamsMessageScheduler();

    public override void UseScheduler(IBusFactoryConfigurator bus) =>
        ((IRedisStreamsBusFactoryConfigurator)bus).UseRedisStreamsMessageScheduler();

    public override void PurgeOnStartup(IReceiveEndpointConfigurator endpoint) => Queue(endpoint).PurgeOnStartup = true;

    // Every queue has its three priorities.
    public override void EnablePriority(IReceiveEndpointConfigurator endpoint)
    {
    }

    public override void SetPriority(SendContext context, byte priority) => context.SetPriority(
        priority switch
        {
            > 6 => RedisStreamsPriority.High,
            > 3 => RedisStreamsPriority.Normal,
            _ => RedisStreamsPriority.Low,
        });

    public override void UseSingleActiveConsumer(IReceiveEndpointConfigurator endpoint) => Queue(endpoint).SingleActiveConsumer = true;

    public override void UseExclusiveConsumer(IReceiveEndpointConfigurator endpoint) => Queue(endpoint).Exclusive = true;

    public override void BoundQueue(IReceiveEndpointConfigurator endpoint, int messages, bool refuses) =>
        (Queue(endpoint).MaxLength, Queue(endpoint).Overflow) =
            (messages, refuses ? RedisStreamsOverflow.Reject : RedisStreamsOverflow.Block);

    public override void ExpireQueue(IReceiveEndpointConfigurator endpoint, TimeSpan idle) => Queue(endpoint).AutoDeleteOnIdle = idle;

    public override async Task<bool> QueueExistsAsync(string queue) => await ExecuteAsync("SISMEMBER", "mt:{default}:queues", queue) == "1";

    // The list forgets a queue that has expired only when somebody reads it.
    public override Task UntilQueueIsGoneAsync(string queue) =>
        Patience.Until(async () => await ExecuteAsync("EXISTS", $"mt:{{default}}:settings:{queue}") == "0");

    public override async Task<bool> TopicExistsAsync(string topic) => await ExecuteAsync("SISMEMBER", "mt:{default}:topics", topic) == "1";

    protected abstract void Host(IRedisStreamsBusFactoryConfigurator redis, string address);

    /// <summary>Runs a command where the virtual host's keys are.</summary>
    protected abstract Task<string> ExecuteAsync(params string[] command);

    /// <summary>Names several servers: <c>host:port,host:port</c>.</summary>
    protected static void Host(IRedisStreamsBusFactoryConfigurator redis, string addresses, Action<IRedisStreamsHostConfigurator> configure)
    {
        var servers = addresses.Split(',');
        redis.Host(servers[0], host =>
        {
            foreach (var server in servers.Skip(1).Select(server => new Uri($"redis://{server}")))
                host.AddEndpoint(server.Host, server.Port);
            configure(host);
        });
    }

    private static IRedisStreamsReceiveEndpointConfigurator Queue(IReceiveEndpointConfigurator endpoint) =>
        (IRedisStreamsReceiveEndpointConfigurator)endpoint;

    // Long enough for a busy machine, short enough to see a dead consumer's messages go to another one.
    private sealed class ShortLease : IEndpointConfigurationObserver
    {
        public void EndpointConfigured<T>(T configurator)
            where T : IReceiveEndpointConfigurator
        {
            if (configurator is IRedisStreamsReceiveEndpointConfigurator endpoint)
                endpoint.LeaseDuration = TimeSpan.FromSeconds(5);
        }
    }
}
