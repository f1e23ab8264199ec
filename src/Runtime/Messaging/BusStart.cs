using MassTransit;
using Microsoft.Extensions.Hosting;

namespace Corporation.Runtime.Messaging;

/// <summary>Starts the bus once the process serves HTTP. Registered as the first: what else happens when all has started needs the bus.</summary>
/// <remarks>
/// The framework's own service starts it before that, and a server that is away holds up the start until it is back: nobody could ask a process meanwhile how it
/// is, and no HQ took a mission, although it needs only its database for that.
/// </remarks>
internal sealed class BusStart(IBusDepot buses) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => buses.Start(cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
