using System.Runtime.ExceptionServices;
using Corporation.SagaStore.Repository;
using MassTransit;
using MassTransit.Middleware;

namespace Corporation.SagaStore.Configuration;

/// <summary>Keeps messages out of the error queue that are there only because the store was away.</summary>
public static class StoreOutageErrors
{
    /// <summary>
    /// A message that fails because its store is away, as <see cref="StoreRetry.UseSagaStoreRetry"/> counts outages, is neither acknowledged nor moved: the transport delivers it again. All
    /// others are moved to the error queue, with a fault, as ever.
    /// </summary>
    public static void ReturnMessagesDuringOutages(this IReceiveEndpointConfigurator endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.ConfigureError(error =>
        {
            error.UseFilter(new ReturnFilter());
            error.UseFilter(new GenerateFaultFilter());
            error.UseFilter(new ErrorTransportFilter());
        });
    }

    private sealed class ReturnFilter : IFilter<ExceptionReceiveContext>
    {
        public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
        {
            if (RetryReasons.Of(context.Exception) == RetryReason.Outage)
                ExceptionDispatchInfo.Throw(context.Exception);

            return next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("storeOutage");
    }
}
