using System.Runtime.ExceptionServices;
using Corporation.SagaStore.Writing;
using MassTransit;
using MassTransit.Middleware;

namespace Corporation.SagaStore.Configuration;

/// <summary>Keeps messages out of the error queue that are there only because the store was away.</summary>
public static class StoreOutageErrors
{
    /// <summary>
    /// A message that fails with a <see cref="StoreUnavailableException"/> is neither acknowledged nor moved: the transport delivers it again. All
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
            for (Exception? cause = context.Exception; cause is not null; cause = cause.InnerException)
            {
                if (cause is StoreUnavailableException)
                    ExceptionDispatchInfo.Throw(context.Exception);
            }

            return next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("storeOutage");
    }
}
