using System.Text;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Delay;
using Corporation.RedisStreams.Inspecting;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests;

/// <summary>What a bus has for sending, over a virtual host of its own.</summary>
internal sealed class SendingHalf : IAsyncDisposable
{
    private SendingHalf(RedisConnection connection, SenderSettings settings)
    {
        Connection = connection;
        Wake = new WakeSignal(connection, NullLogger<WakeSignal>.Instance);
        Sender = new Sender(connection, settings, TimeProvider.System, NullLogger<Sender>.Instance);
        Topology = new QueueTopology(connection);
        Schedule = new Schedule(connection);
        Inspector = new QueueInspector(connection);
        Requeuer = new Requeuer(connection);
        Mover = new ScheduledMover(connection, Wake, TimeProvider.System, NullLogger<ScheduledMover>.Instance);
    }

    public RedisConnection Connection { get; }

    public WakeSignal Wake { get; }

    public Sender Sender { get; }

    public QueueTopology Topology { get; }

    public Schedule Schedule { get; }

    public ScheduledMover Mover { get; }

    public QueueInspector Inspector { get; }

    public Requeuer Requeuer { get; }

    public static CancellationToken Ended => TestContext.Current.CancellationToken;

    public IDatabase Database => Connection.Database;

    public StreamKeys Keys => Connection.Keys;

    public static Task<SendingHalf> OpenAsync(RedisFixture redis, SenderSettings? settings = null, TimeSpan? longestWait = null) =>
        OpenAsync(redis.Server.ConnectionString, $"t{Guid.NewGuid():N}", settings, longestWait);

    public static async Task<SendingHalf> OpenAsync(
        string connectionString, string virtualHost, SenderSettings? settings = null, TimeSpan? longestWait = null)
    {
        var target = new ConnectionTarget(ConfigurationOptions.Parse(connectionString), new VirtualHostName(virtualHost))
        {
            LongestWait = longestWait ?? ConnectionTarget.DefaultLongestWait,
        };
        var connection = await RedisConnection.OpenAsync(target, Ended);
        return new SendingHalf(connection, settings ?? new SenderSettings());
    }

    public static OutgoingMessage Message(string body, Destination destination) =>
        new() { Destination = destination, Body = Encoding.UTF8.GetBytes(body), MessageId = Guid.NewGuid(), ContentType = "text/plain" };

    public static Destination ToQueue(string queue) => Destination.Queue(new QueueName(queue));

    public static Destination ToTopic(string topic) => Destination.Topic(new TopicName(topic));

    public Task<SendResult> SendAsync(string body, Destination destination) => SendAsync(Message(body, destination));

    public Task<SendResult> SendAsync(OutgoingMessage message) => Sender.SendAsync(message, Ended);

    public Task<bool> DeclareAsync(string queue, params (string Topic, string Pattern)[] subscriptions) =>
        DeclareAsync(new QueueDeclaration
        {
            Queue = new QueueName(queue),
            Subscriptions = [.. subscriptions.Select(subscription => new Subscription(new TopicName(subscription.Topic), subscription.Pattern))],
        });

    public Task<bool> DeclareAsync(QueueDeclaration declaration) => Topology.DeclareQueueAsync(declaration, Ended);

    /// <summary>The bodies in one lane, oldest first.</summary>
    public async Task<string[]> BodiesAsync(string queue, Lane lane = default)
    {
        var entries = await Database.StreamRangeAsync(Keys.Stream(new QueueName(queue), lane));
        return [.. entries.Select(entry => (string)entry[EntryFields.Body]!)];
    }

    public async ValueTask DisposeAsync()
    {
        await Mover.DisposeAsync();
        await Sender.DisposeAsync();
        await Wake.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
