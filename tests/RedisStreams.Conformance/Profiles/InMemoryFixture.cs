using MassTransit;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>MassTransit's own in-memory transport: the reference for everything that needs no server.</summary>
public sealed class InMemoryFixture : TransportFixture
{
    public override string Name => "in-memory";

    public override TransportFeatures Features { get; } = TransportFeatures.All
        .Without(Feature.SharedByBuses, "Each in-memory bus has a fabric of its own; nobody else can see its queues.")
        .Without(Feature.OutlivesProcess, "The queues are objects of the process.")
        .Without(Feature.OutlivesServer, "There is no server.")
        .Without(Feature.KeepsUnclaimed, "An in-memory queue comes into being with its endpoint; what is sent before that is dropped.")
        .Without(Feature.CancelSchedule, "The framework's delayed scheduler ignores a cancel, and the transport has no other.")
        .Without(
            Feature.PolymorphicSchedule,
            "A scheduled publish goes to the topic's address; only a direct one tells the in-memory transport what lies behind that.")
        .Without(Feature.TimeToLive, "The in-memory transport doesn't look at the expiration time.")
        .Without(Feature.Priority, "The in-memory queue is a plain channel.")
        .Without(Feature.PurgeOnStartup, "A queue begins empty with its bus.")
        .Without(Feature.SingleActiveConsumer, "A queue has the endpoint of its bus and no other.")
        .Without(Feature.ExclusiveConsumer, "A queue has the endpoint of its bus and no other.")
        .Without(Feature.BoundedQueue, "The in-memory queue takes whatever memory there is.")
        .Without(Feature.RefusesWhenFull, "The in-memory queue takes whatever memory there is.")
        .Without(Feature.ExpiringQueue, "A queue ends with its bus.")
        .Without(Feature.ShowsTopology, "There is no outside.");

    public override void Configure(
        IBusRegistrationConfigurator bus, string address, Action<IBusRegistrationContext, IBusFactoryConfigurator> configure) =>
        bus.UsingInMemory((context, memory) =>
        {
            configure(context, memory);
            memory.ConfigureEndpoints(context);
        });

    protected override Task<string> StartServerAsync() => Task.FromResult("");
}
