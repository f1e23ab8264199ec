using Corporation.Runtime.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Runtime.Messaging;

/// <summary>Says, once each time, that the RabbitMQ broker can't be used and why. The framework's own lines are many, and hidden on a quiet node.</summary>
/// <remarks>Registered before the bus: its start waits for the broker, and that is when somebody looks.</remarks>
internal sealed class BusNotice(IBusControl bus, IOptions<BusOptions> options, TimeProvider time, ILogger<BusNotice> logger) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var address = RabbitMqAddress.Parse(options.Value.RabbitMqUrl).Shown;
        var isAway = false;
        using var timer = new PeriodicTimer(LookInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var reason = ReasonOf(bus.CheckHealth());
                if (reason is not null && !isAway)
                    Log.BusAway(logger, address, reason);
                else if (reason is null && isAway)
                    Log.BusBack(logger, address);
                isAway = reason is not null;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Null when it can be used, or is just being connected.</summary>
    private static string? ReasonOf(BusHealthResult health) =>
        health.Endpoints.Values.Select(endpoint => endpoint.Exception).Prepend(health.Exception).FirstOrDefault(exception => exception is not null)?.GetBaseException().Message;
}
