using Corporation.LocalServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>A host with one bus over a server, in a virtual host of its own unless it is given one.</summary>
internal sealed class BusHost : IAsyncDisposable
{
    private readonly IHost _host;

    private BusHost(IHost host, string virtualHost) => (_host, VirtualHost) = (host, virtualHost);

    public string VirtualHost { get; }

    public IServiceProvider Services => _host.Services;

    public IBus Bus => _host.Services.GetRequiredService<IBus>();

    public IRedisStreamsQueues Queues => _host.Services.GetRequiredService<IRedisStreamsQueues>();

    /// <summary>The name of a key of the virtual host.</summary>
    public string Key(string name) => $"mt:{{{VirtualHost}}}:{name}";

    public async Task SendAsync<T>(string queue, T message, Action<SendContext<T>>? configure = null)
        where T : class
    {
        var endpoint = await Bus.GetSendEndpoint(new Uri("queue:" + queue));
        await endpoint.Send(message, context => configure?.Invoke(context), TestContext.Current.CancellationToken);
    }

    /// <summary>What the framework says of the bus and its endpoints.</summary>
    public BusHealthResult CheckHealth() => _host.Services.GetRequiredService<IBusControl>().CheckHealth();

    public async Task<bool> IsEmptyAsync(string queue) =>
        await Queues.GetDepthAsync(queue, TestContext.Current.CancellationToken) is { Messages: 0 };

    public static Task<BusHost> StartAsync(
        RedisServer server,
        Action<IBusRegistrationConfigurator>? register = null,
        Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure = null,
        Action<IRedisStreamsHostConfigurator>? connect = null,
        string? virtualHost = null) =>
        StartAsync(server.Url, register, configure, connect, virtualHost);

    /// <param name="server">Its address, with the credentials.</param>
    /// <param name="register">Adds consumers and clients.</param>
    /// <param name="configure">Adds endpoints.</param>
    /// <param name="connect">Says more about the server.</param>
    /// <param name="virtualHost">Null for one of its own.</param>
    /// <param name="waits">Whether it returns only when the endpoints are ready, which they never are at a server that can't be used.</param>
    /// <param name="log">Hears what is logged.</param>
    public static async Task<BusHost> StartAsync(
        Uri server,
        Action<IBusRegistrationConfigurator>? register = null,
        Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure = null,
        Action<IRedisStreamsHostConfigurator>? connect = null,
        string? virtualHost = null,
        bool waits = true,
        ILoggerProvider? log = null)
    {
        virtualHost ??= "test-" + NewId.NextGuid().ToString("N");
        var builder = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Services.AddOptions<MassTransitHostOptions>().Configure(options => options.WaitUntilStarted = waits);
        if (log is not null)
            builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddRedisStreamsMessageScheduler();
            register?.Invoke(bus);
            bus.UsingRedisStreams((context, redis) =>
            {
                redis.Host(server, host =>
                {
                    host.VirtualHost = virtualHost;
                    connect?.Invoke(host);
                });
                redis.UseRedisStreamsMessageScheduler();
                configure?.Invoke(context, redis);
                redis.ConfigureEndpoints(context);
            });
        });

        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new BusHost(host, virtualHost);
    }

    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
