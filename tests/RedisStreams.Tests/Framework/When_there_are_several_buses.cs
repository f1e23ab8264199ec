using System.Collections.Concurrent;
using MassTransit;
using MassTransit.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>Several buses in one container: each has its own queues, health check and scheduler, and the plain ones are those of the first kind of bus.</summary>
public sealed class When_there_are_several_buses(RedisFixture redis)
{
    private readonly string _id = NewId.NextGuid().ToString("N");
    private readonly ConcurrentQueue<int> _seen = new();

    /// <summary>A further bus.</summary>
    public interface INightBus : IBus;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_has_its_own_queues(bool nightFirst)
    {
        using var host = await StartAsync(nightFirst);

        Assert.Contains("day", await host.Services.GetRequiredService<IRedisStreamsQueues>().ListQueuesAsync(Token));
        Assert.Contains("day", await host.Services.GetRequiredService<Bind<IBus, IRedisStreamsQueues>>().Value.ListQueuesAsync(Token));
        var night = await host.Services.GetRequiredService<Bind<INightBus, IRedisStreamsQueues>>().Value.ListQueuesAsync(Token);
        Assert.Contains("night", night);
        Assert.DoesNotContain("day", night);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Each_has_its_own_health_check()
    {
        using var host = await StartAsync(nightFirst: false);

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        Assert.Equal(HealthStatus.Healthy, report.Entries["redis-streams"].Status);
        Assert.Equal(HealthStatus.Healthy, report.Entries["redis-streams-night-bus"].Status);
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_schedules_and_cancels_at_its_own_server(bool nightFirst)
    {
        using var host = await StartAsync(nightFirst);
        await using var scope = host.Services.CreateAsyncScope();
        var day = scope.ServiceProvider.GetRequiredService<IMessageScheduler>();
        var night = scope.ServiceProvider.GetRequiredService<Bind<INightBus, IMessageScheduler>>().Value;

        foreach (var (scheduler, queue, number) in new[] { (day, "day", 1), (night, "night", 11) })
        {
            var taken = await scheduler.ScheduleSend(new Uri($"queue:{queue}"), TimeSpan.FromHours(1), new Shift(0), Token);
            Assert.Equal("1", await ScheduledAsync(queue));
            await scheduler.CancelScheduledSend(new Uri($"queue:{queue}"), taken.TokenId, Token);
            Assert.Equal("0", await ScheduledAsync(queue));
            await scheduler.ScheduleSend(new Uri($"queue:{queue}"), TimeSpan.FromMilliseconds(50), new Shift(number), Token);
        }

        await Eventually.True(() => _seen.Count == 2);
        Assert.Equal([1, 11], _seen.Order());
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task A_further_bus_alone_takes_not_the_place_of_the_usual_one()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        AddNight(builder.Services);
        using var host = builder.Build();
        await host.StartAsync(Token);

        Assert.Null(host.Services.GetService<IRedisStreamsQueues>());
        Assert.NotNull(host.Services.GetRequiredService<Bind<INightBus, IRedisStreamsQueues>>().Value);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Each_takes_the_options_of_its_own_name()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Services.Configure<RedisStreamsTransportOptions>(options => (options.Host, options.Port, options.VirtualHost) = ("127.0.0.1", redis.Server.Port, $"day-{_id}"));
        builder.Services.Configure<RedisStreamsTransportOptions>(
            nameof(INightBus), options => (options.Host, options.Port, options.VirtualHost) = ("127.0.0.1", redis.Server.Port, $"night-{_id}"));
        builder.Services.AddMassTransit(bus => bus.UsingRedisStreams());
        builder.Services.AddMassTransit<INightBus>(bus => bus.UsingRedisStreams());
        using var host = builder.Build();
        await host.StartAsync(Token);

        Assert.Contains($"/0/day-{_id}/", host.Services.GetRequiredService<IBus>().Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains($"/0/night-{_id}/", host.Services.GetRequiredService<INightBus>().Address.AbsolutePath, StringComparison.Ordinal);
        await host.StopAsync(Token);
    }

    private Task<string> ScheduledAsync(string name) => redis.Server.ExecuteAsync("ZCARD", $"mt:{{{name}-{_id}}}:scheduled");

    private async Task<IHost> StartAsync(bool nightFirst)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Services.AddOptions<MassTransitHostOptions>().Configure(options => options.WaitUntilStarted = true);
        if (nightFirst)
            AddNight(builder.Services);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddRedisStreamsMessageScheduler();
            bus.UsingRedisStreams((_, streams) => Configure(streams, "day"));
        });
        if (!nightFirst)
            AddNight(builder.Services);
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }

    private void AddNight(IServiceCollection services) => services.AddMassTransit<INightBus>(bus =>
    {
        bus.DisableUsageTelemetry();
        bus.AddRedisStreamsMessageScheduler();

        // As code does that configures all buses alike.
        ((IBusRegistrationConfigurator)bus).UsingRedisStreams((_, streams) => Configure(streams, "night"));
    });

    private void Configure(IRedisStreamsBusFactoryConfigurator bus, string name)
    {
        bus.Host(redis.Server.Url, host => host.VirtualHost = $"{name}-{_id}");
        bus.UseRedisStreamsMessageScheduler();
        bus.ReceiveEndpoint(name, endpoint => endpoint.Handler<Shift>(context =>
        {
            _seen.Enqueue(context.Message.Number);
            return Task.CompletedTask;
        }));
    }

    public sealed record Shift(int Number);
}
