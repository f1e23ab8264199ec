using Corporation.SagaStore.Repository;
using Corporation.SagaStore.Writing;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Configuration;

/// <summary>Consumes a message again when the store, and not the handler, was the reason of its failure.</summary>
public static class StoreRetry
{
    private const int MostOutages = 4;

    /// <summary>
    /// Consumes the message again, each time in a new scope, when the store was the reason of its failure. Any other exception goes straight on.
    /// </summary>
    /// <param name="endpoint">The endpoint, the bus or the mediator.</param>
    /// <param name="outages">What to do while the store is away.</param>
    /// <remarks>
    /// <list type="bullet">
    /// <item>Conflicts, up to 50 times within milliseconds: <see cref="SagaConflictException"/>, <see cref="DbUpdateConcurrencyException"/>,
    /// PostgreSQL's 40001, 40P01 and 55P03, SQLite's BUSY_SNAPSHOT.</item>
    /// <item>Keys that exist, up to 5 times within milliseconds: <see cref="UniqueViolationException"/>, PostgreSQL's 23505, SQLite's 2067, 1555 and 2579.</item>
    /// <item>Outages, half a second to four seconds apart: <see cref="StoreUnavailableException"/>, what Npgsql calls transient, a locked SQLite file, a
    /// Redis server that is away, starts or is being replaced.</item>
    /// </list>
    /// A commit whose answer was lost counts as an outage, though it may have been made: a behaviour must be safe to run twice, or have an inbox.
    /// Put it on the endpoint (or the mediator) before <c>UseInMemoryOutbox</c>: what an attempt that lost would have sent is then never sent. No
    /// fault is published for an attempt that is made again.
    /// </remarks>
    public static void UseSagaStoreRetry(this IConsumePipeConfigurator endpoint, StoreOutages outages = StoreOutages.GiveUp)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.UseMessageRetry(retry => retry.SetRetryPolicy(_ => new StoreRetryPolicy(outages == StoreOutages.Wait ? int.MaxValue : MostOutages)));
    }
}
