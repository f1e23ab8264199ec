using System.Collections.Concurrent;
using System.Diagnostics;
using Corporation.RedisStreams.Tests.Framework;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>A bus with one endpoint at a server that may be of no use, and everything that it says about that.</summary>
internal sealed class TriedBus : IAsyncDisposable
{
    /// <summary>The queue that it reads.</summary>
    public const string Queue = "orders";

    private readonly BusHost _host;
    private readonly LogLines _log;
    private readonly ConcurrentQueue<int> _consumed;
    private int _sent;

    private TriedBus(BusHost host, LogLines log, ConcurrentQueue<int> consumed) => (_host, _log, _consumed) = (host, log, consumed);

    public string Prefix => $"mt:{{{_host.VirtualHost}}}:";

    public IRedisStreamsQueues Queues => _host.Queues;

    public IReadOnlyList<string> Log => _log.All;

    /// <summary>How many deliveries were handled.</summary>
    public int Consumed => _consumed.Count;

    /// <summary>The numbers of the messages that were handled.</summary>
    public IReadOnlyCollection<int> ConsumedNumbers => _consumed.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="server">Its address, with the credentials.</param>
    /// <param name="connect">Says more about the server.</param>
    /// <param name="endpoint">Says more about the endpoint.</param>
    /// <param name="virtualHost">Null for one of its own.</param>
    /// <param name="failsFirst">Whether it fails at the first delivery of each message, which is then put off for an hour.</param>
    public static async Task<TriedBus> StartAsync(
        Uri server,
        Action<IRedisStreamsHostConfigurator>? connect = null,
        Action<IRedisStreamsReceiveEndpointConfigurator>? endpoint = null,
        string? virtualHost = null,
        bool failsFirst = false)
    {
        var (log, consumed) = (new LogLines(), new ConcurrentQueue<int>());
        var host = await BusHost.StartAsync(
            server,
            configure: (_, bus) => bus.ReceiveEndpoint(Queue, configurator =>
            {
                endpoint?.Invoke(configurator);
                if (failsFirst)
                    configurator.UseDelayedRedelivery(redelivery => redelivery.Interval(1, TimeSpan.FromHours(1)));
                configurator.Handler<Order>(context =>
                {
                    if (failsFirst && !context.ReceiveContext.Redelivered)
                        throw new InvalidTimeZoneException("not yet");
                    consumed.Enqueue(context.Message.Number);
                    return Task.CompletedTask;
                });
            }),
            connect: configurator =>
            {
                configurator.SendTimeout = TimeSpan.FromSeconds(1);
                configurator.ConfigureClient(client => client.ConnectTimeout = 1000);
                connect?.Invoke(configurator);
            },
            virtualHost: virtualHost,
            waits: false,
            log: log);
        return new TriedBus(host, log, consumed);
    }

    /// <summary>Sends one message to the queue that it reads.</summary>
    /// <returns>Its number.</returns>
    public async Task<int> SendAsync(string? text = null)
    {
        var number = Interlocked.Increment(ref _sent);
        var endpoint = await _host.Bus.GetSendEndpoint(new Uri("queue:" + Queue));
        await endpoint.Send(new Order(number, text), Token);
        return number;
    }

    /// <summary>Publishes one message to whoever subscribes, as its own queue does.</summary>
    public async Task PublishAsync() => await _host.Bus.Publish(new Order(0), Token);

    /// <summary>Schedules one message for the queue that it reads.</summary>
    public async Task ScheduleAsync(TimeSpan delay)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageScheduler>().ScheduleSend(new Uri("queue:" + Queue), delay, new Order(0), Token);
    }

    /// <summary>Sends, and expects that to fail in time.</summary>
    /// <returns>What the sender is told.</returns>
    public async Task<string> FailToSendAsync()
    {
        var watch = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => SendAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"The send failed after {watch.Elapsed} only.");
        Assert.True(failure is ConnectionException or RedisStreamsException, $"The send failed with {failure}.");
        return failure.Message;
    }

    /// <summary>Sends one message and waits until it is consumed: the endpoint isn't stuck.</summary>
    public async Task ConsumeOneAsync()
    {
        var number = await SendAsync();
        await Eventually.True(() => _consumed.Contains(number));
    }

    /// <summary>What the transport's own health check says.</summary>
    public async Task<(HealthStatus Status, string Description)> ServerHealthAsync() => await HealthAsync("redis-streams");

    /// <summary>What the framework's health check says of the bus and its endpoints.</summary>
    public async Task<(HealthStatus Status, string Description)> BusHealthAsync() => await HealthAsync("masstransit-bus");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task<(HealthStatus Status, string Description)> HealthAsync(string name)
    {
        var watch = Stopwatch.StartNew();
        var report = await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == name, Token);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(8), $"The health check took {watch.Elapsed}.");
        var entry = report.Entries[name];
        return (entry.Status, $"{entry.Description} {string.Join(' ', entry.Data.Values)}");
    }

    public sealed record Order(int Number, string? Text = null);
}
