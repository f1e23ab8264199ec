using System.Diagnostics;
using Corporation.Cli.Benchmarking;
using Corporation.Contracts;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Offering;
using Corporation.Contracts.Reporting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.FleetBench.Beating;

/// <summary>The fleet's bus as all simulated factories share it, and how long HQ takes to answer.</summary>
internal sealed class SimulatedBus : IAsyncDisposable
{
    private static readonly Uri Hq = QueueNames.Address(QueueNames.Hq);
    private static readonly RequestTimeout Patience = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services;
    private readonly IBusControl _bus;
    private readonly IClientFactory _clients;
    private readonly Lock _gate = new();
    private Latencies? _latencies;

    private SimulatedBus(ServiceProvider services)
    {
        _services = services;
        _bus = services.GetRequiredService<IBusControl>();
        _clients = _bus.CreateClientFactory(Patience);
    }

    public static async Task<SimulatedBus> StartAsync(Uri redis, Func<ExecuteMission, CancellationToken, Task> take, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection().AddLogging().AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRedisStreams((_, transport) =>
            {
                transport.Host(redis, host => host.VirtualHost = "corporation");
                transport.ReceiveEndpoint(QueueNames.OfKind(SimulatedFactory.Kind), endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.PrefetchCount = 128;
                    endpoint.ConcurrentMessageLimit = 64;
                    endpoint.Handler<ExecuteMission>(context => take(context.Message, context.CancellationToken));
                });
            });
        }).BuildServiceProvider();
        var simulated = new SimulatedBus(services);
        await simulated._bus.StartAsync(cancellationToken);
        return simulated;
    }

    /// <summary>From now on it is measured.</summary>
    public void Measure()
    {
        lock (_gate)
            _latencies = new Latencies();
    }

    /// <summary>What was measured.</summary>
    public Latencies TakeMeasured()
    {
        lock (_gate)
        {
            var measured = _latencies ?? throw new InvalidOperationException("Nothing was measured.");
            _latencies = null;
            return measured;
        }
    }

    public async Task MeasureAsync(Func<Task> ask)
    {
        var begun = Stopwatch.GetTimestamp();
        await ask();
        lock (_gate)
            _latencies?.Add(Stopwatch.GetElapsedTime(begun));
    }

    public async Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question, CancellationToken cancellationToken)
        where TQuestion : class
        where TAnswer : class =>
        (await _clients.CreateRequestClient<TQuestion>(Hq).GetResponse<TAnswer>(question, cancellationToken)).Message;

    /// <summary>The grant; null when it was denied.</summary>
    public async Task<ClaimGranted?> ClaimAsync(ClaimMission claim, CancellationToken cancellationToken)
    {
        var answer = await _clients.CreateRequestClient<ClaimMission>(Hq).GetResponse<ClaimGranted, ClaimDenied>(claim, cancellationToken);
        return answer.Is(out Response<ClaimGranted>? granted) ? granted.Message : null;
    }

    public async Task TellStartedAsync(Guid missionId, Guid token, CancellationToken cancellationToken)
    {
        var queue = await _bus.GetSendEndpoint(Hq);
        await queue.Send(new MissionStarted { MissionId = missionId, ClaimToken = token }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _bus.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
