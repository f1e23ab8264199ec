using Corporation.LocalServers;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>MassTransit over RabbitMQ, as Debian ships it: the reference for what a server has to do.</summary>
public sealed class RabbitMqFixture : TransportFixture
{
    private const string NoDelay = "A plain RabbitMQ has no delayed messages; its plugin is not part of Debian.";

    private const string NoRefusal =
        "MassTransit sends again what RabbitMQ refuses, so its caller waits; and x-max-length counts what waits, not what consumers have.";

    private RabbitMqServer? _server;

    public override string Name => "rabbitmq";

    public override TransportFeatures Features { get; } = TransportFeatures.All
        .Without(Feature.Delay, NoDelay)
        .Without(Feature.CancelSchedule, NoDelay)
        .Without(Feature.PolymorphicSchedule, NoDelay)
        .Without(Feature.RefusesWhenFull, NoRefusal)
        .Without(Feature.TopicAddress, "The framework's RabbitMQ transport knows exchanges only.");

    public override void Configure(
        IBusRegistrationConfigurator bus, string address, Action<IBusRegistrationContext, IBusFactoryConfigurator> configure) =>
        bus.UsingRabbitMq((context, rabbit) =>
        {
            rabbit.Host(new Uri(address));
            configure(context, rabbit);
            rabbit.ConfigureEndpoints(context);
        });

    public override void PurgeOnStartup(IReceiveEndpointConfigurator endpoint) => Queue(endpoint).PurgeOnStartup = true;

    public override void EnablePriority(IReceiveEndpointConfigurator endpoint) => Queue(endpoint).EnablePriority(9);

    public override void SetPriority(SendContext context, byte priority) => context.SetPriority(priority);

    public override void UseSingleActiveConsumer(IReceiveEndpointConfigurator endpoint) => Queue(endpoint).SingleActiveConsumer = true;

    // Of the consumer and not of the queue: an exclusive queue belongs to one connection and ends with it.
    public override void UseExclusiveConsumer(IReceiveEndpointConfigurator endpoint) => Queue(endpoint).ExclusiveConsumer = true;

    public override void BoundQueue(IReceiveEndpointConfigurator endpoint, int messages, bool refuses)
    {
        Queue(endpoint).SetQueueArgument("x-max-length", messages);
        Queue(endpoint).SetQueueArgument("x-overflow", "reject-publish");
    }

    public override void ExpireQueue(IReceiveEndpointConfigurator endpoint, TimeSpan idle) => Queue(endpoint).QueueExpiration = idle;

    // Declaring it, also passively, would be a use.
    // A declaration, also a passive one, gives the queue another life; and one call of rabbitmqctl that waits costs far less than many that look.
    public override async Task UntilQueueIsGoneAsync(string queue)
    {
        const int looks = 400; // 20 s: the call itself has 30.
        var answer = await _server!.ExecuteAsync("eval", $$"""
            Name = rabbit_misc:r(<<"/">>, queue, <<"{{queue}}">>),
            Look = fun Again(0) -> kept;
                       Again(Looks) ->
                           case rabbit_amqqueue:lookup(Name) of
                               {error, not_found} -> gone;
                               _ -> timer:sleep(50), Again(Looks - 1)
                           end
                   end,
            Look({{looks}}).
            """);
        Assert.Equal("gone", answer.Trim());
    }

    public override Task<bool> QueueExistsAsync(string queue) => ExistsAsync(channel => channel.QueueDeclarePassiveAsync(queue));

    public override Task<bool> TopicExistsAsync(string topic) => ExistsAsync(channel => channel.ExchangeDeclarePassiveAsync(topic));

    public override async Task<OwnServer> StartOwnServerAsync()
    {
        var server = await RabbitMqServer.StartAsync([], CancellationToken.None);
        return new OwnServer(server, server.Url.ToString(), server);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    protected override async Task<string> StartServerAsync()
    {
        _server = await RabbitMqServer.StartAsync([], CancellationToken.None);
        return _server.Url.ToString();
    }

    private static IRabbitMqReceiveEndpointConfigurator Queue(IReceiveEndpointConfigurator endpoint) =>
        (IRabbitMqReceiveEndpointConfigurator)endpoint;

    private async Task<bool> ExistsAsync(Func<IChannel, Task> ask)
    {
        var factory = new ConnectionFactory { Uri = new Uri(await AddressAsync()) };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await ask(channel);
            return true;
        }
        catch (OperationInterruptedException exception)
            when (exception.ShutdownReason?.ReplyCode is Constants.NotFound or Constants.ResourceLocked)
        {
            // Locked is what somebody else's temporary queue is.
            return exception.ShutdownReason.ReplyCode == Constants.ResourceLocked;
        }
    }
}
