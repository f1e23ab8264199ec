using Corporation.Sagas.FactoryLife;
using Corporation.SagaStore.Writing;
using MassTransit;
using MassTransit.Mediator;

namespace Corporation.Hq.Fleet;

/// <summary>Where commands to factories go in. They need no bus: what is ordered is kept, and told when the factory is heard.</summary>
internal sealed class FleetDesk(IMediator mediator, IStoreWriter store, FactoryDirectory directory)
{
    private readonly IRequestClient<OrderFactory> _order = mediator.CreateRequestClient<OrderFactory>();
    private readonly IRequestClient<ForgetFactory> _forget = mediator.CreateRequestClient<ForgetFactory>();

    /// <summary>Tells a factory what to do.</summary>
    /// <exception cref="StoreUnavailableException">The order is not kept.</exception>
    public Task<OrderOutcome> OrderAsync(OrderFactory order, CancellationToken cancellationToken) => AskAsync(_order, order, cancellationToken);

    /// <summary>Removes a factory that is offline, with its kinds.</summary>
    /// <exception cref="StoreUnavailableException">Nothing is removed.</exception>
    public async Task<OrderOutcome> ForgetAsync(string factoryId, string actor, string? reason, CancellationToken cancellationToken)
    {
        var outcome = await AskAsync(_forget, new ForgetFactory(factoryId, actor, reason), cancellationToken);
        if (outcome.Verdict is OrderVerdict.Refused)
            return outcome;

        // Also when there was none: an HQ may have died between the two, and nobody could remove the rest any more. One that is heard meanwhile keeps it.
        await store.WriteAsync(
            session =>
            {
                session.Execute("delete from factory_kinds where factory_id = $1 and not exists (select 1 from factory_states s where s.factory_id = $1)", factoryId);
                session.Execute("delete from factories where factory_id = $1 and not exists (select 1 from factory_states s where s.factory_id = $1)", factoryId);
                return true;
            },
            cancellationToken);
        if (outcome.Verdict is OrderVerdict.Taken)
            directory.Forget(factoryId);
        return outcome;
    }

    private static async Task<OrderOutcome> AskAsync<T>(IRequestClient<T> client, T command, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return (await client.GetResponse<OrderOutcome>(command, cancellationToken)).Message;
        }
        catch (RequestException exception) when (exception.InnerException is StoreUnavailableException unavailable)
        {
            throw unavailable;
        }
    }
}
