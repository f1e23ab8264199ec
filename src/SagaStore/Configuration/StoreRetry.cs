using Corporation.SagaStore.Repository;
using Corporation.SagaStore.Writing;
using MassTransit;

namespace Corporation.SagaStore.Configuration;

/// <summary>Consumes a message again when the store, and not the handler, was the reason of its failure.</summary>
public static class StoreRetry
{
    /// <summary>
    /// Consumes the message again after a <see cref="SagaConflictException"/> (up to 50 times) or a <see cref="UniqueViolationException"/>
    /// (up to 5 times), within milliseconds, and after a <see cref="StoreUnavailableException"/> (up to 4 times, half a second to four
    /// seconds apart). Any other exception goes straight on.
    /// </summary>
    /// <remarks>
    /// Put it on the endpoint (or the mediator) before <c>UseInMemoryOutbox</c>: what an attempt that lost would have sent is then never sent.
    /// </remarks>
    public static void UseSagaStoreRetry(this IConsumePipeConfigurator endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<SagaConflictException>();
            retry.Handle<UniqueViolationException>();
            retry.Handle<StoreUnavailableException>();
            retry.SetRetryPolicy(_ => new StoreRetryPolicy());
        });
    }
}
