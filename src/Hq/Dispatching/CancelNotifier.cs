using Corporation.Contracts;
using Corporation.Hq.Diagnostics;
using MassTransit;

namespace Corporation.Hq.Dispatching;

/// <summary>Tells factories to end handlers. A message that is lost is repeated by the answer to the next lease renewal.</summary>
internal sealed class CancelNotifier(CancelSignal signal, IBus bus, ILogger<CancelNotifier> logger) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var (factoryId, cancel) in signal.Cancels.ReadAllAsync(stoppingToken))
            {
                try
                {
                    var queue = await bus.GetSendEndpoint(QueueNames.Address(QueueNames.OfFactory(factoryId)));
                    await queue.Send(cancel, stoppingToken);
                }
                catch (TransportException exception)
                {
                    Log.CancelNotSent(logger, cancel.MissionId, factoryId, exception);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
