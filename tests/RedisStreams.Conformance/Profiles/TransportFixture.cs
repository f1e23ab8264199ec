using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>One transport under test. One instance serves all tests of a run; its server starts with the first that needs it.</summary>
public abstract class TransportFixture : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Task<string>? _address;

    /// <summary>Short and unique; a second process opens the same profile by it.</summary>
    public abstract string Name { get; }

    public abstract TransportFeatures Features { get; }

    /// <summary>What another process needs to reach the same server.</summary>
    public Task<string> AddressAsync()
    {
        lock (_lock)
            return _address ??= StartServerAsync();
    }

    /// <summary>Gives the bus this transport: does what the test asks for, then <c>ConfigureEndpoints</c> for the rest.</summary>
    public abstract void Configure(
        IBusRegistrationConfigurator bus, string address, Action<IBusRegistrationContext, IBusFactoryConfigurator> configure);

    /// <summary>The same for a further bus in one container.</summary>
    public virtual void Configure<TBus>(
        IBusRegistrationConfigurator<TBus> bus, string address, Action<IBusRegistrationContext, IBusFactoryConfigurator> configure)
        where TBus : class, IBus => Configure((IBusRegistrationConfigurator)bus, address, configure);

    public virtual void AddScheduler(IBusRegistrationConfigurator bus) => bus.AddDelayedMessageScheduler();

    public virtual void UseScheduler(IBusFactoryConfigurator bus) => bus.UseDelayedMessageScheduler();

    /// <summary>Needed with <see cref="Feature.PurgeOnStartup"/>.</summary>
    public virtual void PurgeOnStartup(IReceiveEndpointConfigurator endpoint) => throw Undone(Feature.PurgeOnStartup);

    /// <summary>Needed with <see cref="Feature.Priority"/>: lets the queue have priorities 0 to 9.</summary>
    public virtual void EnablePriority(IReceiveEndpointConfigurator endpoint) => throw Undone(Feature.Priority);

    /// <summary>Needed with <see cref="Feature.Priority"/>.</summary>
    public virtual void SetPriority(SendContext context, byte priority) => throw Undone(Feature.Priority);

    /// <summary>Needed with <see cref="Feature.SingleActiveConsumer"/>.</summary>
    public virtual void UseSingleActiveConsumer(IReceiveEndpointConfigurator endpoint) => throw Undone(Feature.SingleActiveConsumer);

    /// <summary>Needed with <see cref="Feature.ExclusiveConsumer"/>.</summary>
    public virtual void UseExclusiveConsumer(IReceiveEndpointConfigurator endpoint) => throw Undone(Feature.ExclusiveConsumer);

    /// <summary>Needed with <see cref="Feature.BoundedQueue"/>: lets it hold so many messages.</summary>
    /// <param name="endpoint">Whose queue it is.</param>
    /// <param name="messages">The most.</param>
    /// <param name="refuses">Whether who sends more is to be told, and not to wait.</param>
    public virtual void BoundQueue(IReceiveEndpointConfigurator endpoint, int messages, bool refuses) => throw Undone(Feature.BoundedQueue);

    /// <summary>Needed with <see cref="Feature.ExpiringQueue"/>.</summary>
    public virtual void ExpireQueue(IReceiveEndpointConfigurator endpoint, TimeSpan idle) => throw Undone(Feature.ExpiringQueue);

    /// <summary>Needed with <see cref="Feature.ShowsTopology"/>.</summary>
    public virtual Task<bool> QueueExistsAsync(string queue) => throw Undone(Feature.ShowsTopology);

    /// <summary>Needed with <see cref="Feature.ExpiringQueue"/>: completes when the server has it no longer, and looks without using it.</summary>
    public virtual Task UntilQueueIsGoneAsync(string queue) => Patience.Until(async () => !await QueueExistsAsync(queue));

    /// <summary>Needed with <see cref="Feature.ShowsTopology"/>.</summary>
    public virtual Task<bool> TopicExistsAsync(string topic) => throw Undone(Feature.ShowsTopology);

    /// <summary>Needed with <see cref="Feature.OutlivesServer"/>: a server for one test, which may kill it.</summary>
    public virtual Task<OwnServer> StartOwnServerAsync() => throw Undone(Feature.OutlivesServer);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected abstract Task<string> StartServerAsync();

    private NotSupportedException Undone(Feature feature) =>
        new($"The profile {Name} neither lacks {feature} nor does what the tests need for it; override the method in its fixture.");
}
