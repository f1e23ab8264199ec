using Corporation.TransportBench.Accounting;
using Corporation.TransportBench.Serving;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Corporation.TransportBench.UnderTest;

/// <summary>A transport of MassTransit. What differs between them is <paramref name="useTransport"/>, and nothing else.</summary>
/// <param name="key">Its name in the results.</param>
/// <param name="broker">Null for the in-memory transport.</param>
/// <param name="useTransport">
/// Calls <c>UsingXyz</c> with the host and <see cref="BenchEndpoints.ConfigureBench"/>, nothing more: transports run with their defaults.
/// </param>
internal sealed class MassTransitUnderTest(string key, Broker? broker, Action<IBusRegistrationConfigurator, int> useTransport)
    : ITransportUnderTest
{
    /// <summary>Enough for a thousand endpoints; a start that hangs should end some time.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(5);

    private ServiceProvider? _services;
    private IBusControl? _bus;
    private ISendEndpoint? _oneOfMany;

    public string Key => key;

    public bool FlushesAlways { get; init; }

    public Broker? Broker => broker;

    public bool HasEndpoints => true;

    public Reception Reception { get; } = new();

    public async Task StartAsync(int endpoints, CancellationToken cancellationToken)
    {
        _services = new ServiceCollection()
            .AddLogging(logging => logging
                .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
                .AddFilter(null, LogLevel.Warning))
            .AddSingleton(Reception)
            .AddMassTransit(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.AddConsumer<BenchConsumer>();
                useTransport(bus, endpoints);
            })
            .BuildServiceProvider();

        _bus = _services.GetRequiredService<IBusControl>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartPatience);
        await _bus.StartAsync(limit.Token);
        _oneOfMany = endpoints == 1 ? null : await _bus.GetSendEndpoint(new Uri($"queue:{BenchEndpoints.Name(endpoints / 2)}"));
    }

    public Task PublishAsync(int run, int sequence)
    {
        var message = new BenchMessage(run, sequence, BenchMessage.Filling);
        return _oneOfMany is null ? Started().Publish(message) : _oneOfMany.Send(message);
    }

    public async Task StopAsync()
    {
        if (_bus is not null)
            await _bus.StopAsync(TimeSpan.FromSeconds(30));
        if (_services is not null)
            await _services.DisposeAsync();
        _bus = null;
        _services = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private IBusControl Started() =>
        _bus ?? throw new InvalidOperationException($"{key} was not started; call StartAsync before publishing.");
}
