using Corporation.SagaStore.Repository;
using Corporation.SagaStore.Writing;
using MassTransit;

namespace Corporation.SagaStore.Configuration;

/// <summary>Consumes a message again when the store, and not the handler, was the reason of its failure.</summary>
public static class StoreRetry
{
    private const int MostOutages = 4;

    /// <summary>
    /// Consumes the message again after a <see cref="SagaConflictException"/> (up to 50 times) or a <see cref="UniqueViolationException"/>
    /// (up to 5 times), within milliseconds, and after a <see cref="StoreUnavailableException"/>, half a second to four seconds apart. Any other
    /// exception goes straight on.
    /// </summary>
    /// <param name="endpoint">The endpoint, the bus or the mediator.</param>
    /// <param name="outages">What to do while the store is away.</param>
    /// <remarks>
    /// Put it on the endpoint (or the mediator) before <c>UseInMemoryOutbox</c>: what an attempt that lost would have sent is then never sent.
    /// </remarks>
    public static void UseSagaStoreRetry(this IConsumePipeConfigurator endpoint, StoreOutages outages = StoreOutages.GiveUp)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<SagaConflictException>();
            retry.Handle<UniqueViolationException>();
            retry.Handle<StoreUnavailableException>();
            retry.SetRetryPolicy(_ => new StoreRetryPolicy(outages == StoreOutages.Wait ? int.MaxValue : MostOutages));
        });
    }
}
