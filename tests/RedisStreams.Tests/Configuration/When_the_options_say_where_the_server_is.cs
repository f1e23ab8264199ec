using Corporation.LocalServers;
using Corporation.RedisStreams.Tests.Serving;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Tests.Configuration;

/// <summary>Each of <see cref="RedisStreamsTransportOptions"/> reaches the connection: the servers take nobody without.</summary>
public sealed class When_the_options_say_where_the_server_is
{
    private const string Secret = "p@ss:w/rd%";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_user_comes_in_with_the_password_to_the_virtual_host_and_the_database()
    {
        // The user may touch the keys and channels of one virtual host only, and nobody else comes in.
        var user = new RedisUser("clerk", Secret, string.Join(' ', [.. LeastRights.Of("shop"), "+select"]));
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { User = user }, Token);

        await AssertConsumesAsync(options =>
        {
            (options.Host, options.Port) = (LocalServer.Host, server.Port);
            (options.User, options.Pass) = (user.Name, user.Password);
            (options.VirtualHost, options.Database) = ("shop", 3);
        });

        var lines = (await server.ExecuteAsync("INFO", "keyspace")).Split('\n');
        var databases = lines.Where(line => line.StartsWith("db", StringComparison.Ordinal));
        Assert.StartsWith("db3:", Assert.Single(databases), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_without_a_user_is_that_of_the_default_user()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { Password = Secret }, Token);

        await AssertConsumesAsync(options => (options.Host, options.Port, options.Pass) = (LocalServer.Host, server.Port, Secret));
    }

    [Fact]
    public async Task The_connection_is_made_with_tls()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { Tls = true, Password = Secret }, Token);
        await using var provider = Build(options =>
            (options.Host, options.Port, options.Pass, options.UseTls) = (LocalServer.Host, server.Port, Secret, true));
        var bus = provider.GetRequiredService<IBusControl>();
        var starting = bus.StartAsync(Token);

        // The options can't say whom to trust, so the server's certificate is as far as it comes.
        await Eventually.True(() => Trouble(bus).Contains("certificate is not accepted", StringComparison.Ordinal));
        Assert.False(starting.IsCompleted);
        await bus.StopAsync(Token);
    }

    [Fact]
    public async Task The_sentinels_are_asked_who_the_primary_is()
    {
        await using var sentinels = await RedisSentinelSet.StartAsync(new RedisServerOptions(), Token);

        await AssertConsumesAsync(options =>
        {
            (options.Host, options.Port) = (LocalServer.Host, sentinels.Sentinels[1].Port);
            options.SentinelService = RedisSentinelSet.ServiceName;
        });
    }

    private static async Task AssertConsumesAsync(Action<RedisStreamsTransportOptions> configure)
    {
        await using var provider = Build(configure);
        var harness = await provider.StartTestHarness();

        await harness.Bus.Publish(new Order(7), Token);

        Assert.True(await harness.GetConsumerHarness<OrderConsumer>().Consumed.Any<Order>(Token));
        await harness.Stop(Token);
    }

    private static ServiceProvider Build(Action<RedisStreamsTransportOptions> configure) => new ServiceCollection()
        .AddLogging()
        .Configure(configure)
        .AddMassTransitTestHarness(bus =>
        {
            // By default it gives up when nothing has happened for 1.2 s.
            bus.SetTestTimeouts(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            bus.DisableUsageTelemetry();
            bus.AddConsumer<OrderConsumer>();
            bus.UsingRedisStreams();
        })
        .BuildServiceProvider(validateScopes: true);

    private static string Trouble(IBusControl bus) =>
        string.Join(' ', bus.CheckHealth().Endpoints.Values.Select(endpoint => $"{endpoint.Description} {endpoint.Exception?.Message}"));

    public sealed record Order(int Number);

    public sealed class OrderConsumer : IConsumer<Order>
    {
        public Task Consume(ConsumeContext<Order> context) => Task.CompletedTask;
    }
}
