using MassTransit;
using Microsoft.Extensions.Hosting;

namespace Corporation.Runtime.Messaging;

/// <summary>Stops the bus that <see cref="BusStart"/> has started. Registered as the last: what messages need ends after it.</summary>
internal sealed class BusStop(IBusDepot buses) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => buses.Stop(cancellationToken);
}
