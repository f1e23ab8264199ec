using Corporation.SagaStore.Delivering;
using MassTransit;
using MassTransit.Clients;
using MassTransit.DependencyInjection;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Posting;

/// <summary>Inside a consumer the consumer's context is the way out (and has its outbox); elsewhere the scope's database is.</summary>
internal sealed class BusOutboxContextProvider<TContext>(
    IBus bus,
    TContext database,
    PostingParts<TContext> parts,
    Bind<IBus, IScopedConsumeContextProvider> consuming,
    IScopedConsumeContextProvider consumingElsewhere,
    IServiceProvider provider) : IScopedBusContextProvider<IBus>
    where TContext : DbContext
{
    public ScopedBusContext Context { get; } = consuming.Value.HasContext
        ? new ConsumeContextScopedBusContext(consuming.Value.GetContext(), parts.Clients)
        : new BusOutboxContext<TContext>(database, parts.Outbox, parts.Posted, DoorsOf(bus, parts.Clients, consumingElsewhere, provider), provider);

    // A consumer of another bus, or of the mediator: its ids go along.
    private static PostingDoors DoorsOf(IBus bus, IClientFactory clients, IScopedConsumeContextProvider consuming, IServiceProvider provider)
    {
        var factory = new ClientFactory(new ScopedClientFactoryContext(clients, provider));
        if (!consuming.HasContext)
            return new PostingDoors(bus, bus, new ScopedClientFactory(factory, null));

        var context = consuming.GetContext();
        return new PostingDoors(
            new ScopedConsumeSendEndpointProvider(bus, context, provider),
            new ScopedConsumePublishEndpointProvider(bus, context, provider),
            new ScopedClientFactory(factory, context));
    }
}

/// <summary>What does not change from scope to scope.</summary>
internal sealed class PostingParts<TContext>(Outbox<TContext> outbox, PostedOutboxes posted, Bind<IBus, IClientFactory> clients)
    where TContext : DbContext
{
    public Outbox<TContext> Outbox => outbox;

    public PostedOutboxes Posted => posted;

    public IClientFactory Clients => clients.Value;
}
