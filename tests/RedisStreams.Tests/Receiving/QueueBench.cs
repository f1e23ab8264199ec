using System.Globalization;
using Corporation.LocalServers;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>One queue in a virtual host of its own, receivers of it, and what its server has to say about it.</summary>
internal sealed class QueueBench : IAsyncDisposable
{
    private readonly string _connectionString;
    private readonly string _virtualHost;
    private readonly int _partitions;
    private readonly TimeSpan? _longestWait;
    private readonly List<TestReceiver> _receivers = [];

    private QueueBench(string connectionString, string virtualHost, RedisConnection connection, int partitions, TimeSpan? longestWait)
    {
        (_connectionString, _virtualHost, Connection, _partitions, _longestWait) = (connectionString, virtualHost, connection, partitions, longestWait);
        Queue = new QueueName("orders");
        Scripts = new QueueScripts(connection, Queue, partitions);
    }

    public QueueName Queue { get; }

    public static QueueName ErrorQueue => new("orders_error");

    public static QueueName SkippedQueue => new("orders_skipped");

    public RedisConnection Connection { get; }

    public QueueScripts Scripts { get; }

    public IDatabase Database => Connection.Database;

    public StreamKeys Keys => Connection.Keys;

    public IReadOnlyList<Lane> Lanes => Lane.All(_partitions);

    public static Task<QueueBench> OpenAsync(RedisFixture redis, int partitions = 0, TimeSpan? longestWait = null) =>
        OpenAsync(redis.Server.ConnectionString, partitions, longestWait);

    /// <param name="connectionString">Of the server, or of the nodes.</param>
    /// <param name="partitions">0 for a queue that is not partitioned.</param>
    /// <param name="longestWait">Of reads and looks; null for the usual one.</param>
    /// <param name="virtualHost">Null for one of its own.</param>
    public static async Task<QueueBench> OpenAsync(
        string connectionString, int partitions = 0, TimeSpan? longestWait = null, string? virtualHost = null)
    {
        virtualHost ??= $"t{Guid.NewGuid():N}";
        var connection = await ConnectAsync(connectionString, virtualHost, longestWait);
        var bench = new QueueBench(connectionString, virtualHost, connection, partitions, longestWait);
        await bench.DeclareAsync(CancellationToken.None);
        return bench;
    }

    public ReceiverSettings Settings() => new()
    {
        Queue = Queue,
        ErrorQueue = ErrorQueue,
        SkippedQueue = SkippedQueue,
        Partitions = _partitions == 0 ? null : _partitions,
        ConsumerNamePrefix = "test",
    };

    /// <summary>
    /// A receiver as a process of its own would have it: with its own connections. A clock that stands still makes a process that stalls:
    /// it renews nothing.
    /// </summary>
    public async Task<TestReceiver> ReceiverAsync(
        Func<Delivery, Task> handle, Func<ReceiverSettings, ReceiverSettings>? change = null, TimeProvider? time = null)
    {
        var settings = Settings();
        var connection = await ConnectAsync(_connectionString, _virtualHost, _longestWait);
        var wake = new WakeSignal(connection, NullLogger<WakeSignal>.Instance);
        await wake.StartAsync();
        var receiver = new TestReceiver(connection, wake, change?.Invoke(settings) ?? settings, handle, DeclareAsync, time ?? TimeProvider.System);
        _receivers.Add(receiver);
        return receiver;
    }

    /// <summary>As <see cref="ReceiverAsync"/>, and reading.</summary>
    public async Task<TestReceiver> StartAsync(
        Func<Delivery, Task> handle, Func<ReceiverSettings, ReceiverSettings>? change = null, TimeProvider? time = null)
    {
        var receiver = await ReceiverAsync(handle, change, time);
        await receiver.StartAsync();
        return receiver;
    }

    public async Task SendAsync(int count, Lane lane = default, string? key = null, string prefix = "")
    {
        for (var from = 0; from < count; from += 1000)
        {
            var batch = Enumerable.Range(from, Math.Min(1000, count - from)).Select(i => AddAsync(lane, Fields(prefix + i.ToString(CultureInfo.InvariantCulture), key)));
            await Task.WhenAll(batch);
        }
    }

    public async Task<EntryId> AddAsync(Lane lane, params NameValueEntry[] fields) =>
        EntryId.Parse((string)(await Database.StreamAddAsync(Stream(lane), fields))!);

    public static NameValueEntry[] Fields(string body, string? key = null) =>
    [
        new(EntryFields.Body, body), new(EntryFields.ContentType, "text/plain"), new(EntryFields.MessageId, Guid.NewGuid().ToString("D")),
        .. key is null ? Array.Empty<NameValueEntry>() : [new(EntryFields.PartitionKey, key)],
    ];

    public string Stream(Lane lane) => Keys.Stream(Queue, lane);

    public Task<long> LengthAsync(QueueName queue) => Database.StreamLengthAsync(Keys.Stream(queue, Lane.Normal));

    public async Task<long> LengthAsync() => (await Task.WhenAll(Lanes.Select(lane => Database.StreamLengthAsync(Stream(lane))))).Sum();

    /// <summary>At one moment: a sum of several would count what is acknowledged and what is read for it.</summary>
    public async Task<long> PendingAsync()
    {
        var moment = Database.CreateTransaction();
        var asked = Lanes.Select(lane => moment.StreamPendingAsync(Stream(lane), StreamKeys.Group)).ToArray();
        await moment.ExecuteAsync();
        var all = await Task.WhenAll(asked);
        return all.Sum(pending => (long)pending.PendingMessageCount);
    }

    public async Task<string[]> ConsumersAsync()
    {
        var all = await Task.WhenAll(Lanes.Select(lane => Database.StreamConsumerInfoAsync(Stream(lane), StreamKeys.Group)));
        return [.. all.SelectMany(lane => lane).Select(consumer => consumer.Name).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>A delivery as a receiver would have it, for calling scripts.</summary>
    public Delivery Delivery(Lane lane, EntryId id, int deliveryCount = 1, int redeliveryCount = 0) =>
        new(new Settler(Settings(), Scripts, new InFlight(1), NullLogger.Instance, TimeProvider.System), lane, id, deliveryCount, redeliveryCount);

    /// <summary>Sends one and reads it as a consumer that no receiver stands behind.</summary>
    public async Task<(Seat Seat, EntryId Id)> TakeOneAsync(string name)
    {
        var (seat, _) = await Scripts.OpenConsumerAsync(name, Seat.NewToken(), TimeSpan.FromMinutes(1));
        var id = await AddAsync(Lane.Normal, Fields("taken by hand"));
        await Database.StreamReadGroupAsync(Stream(Lane.Normal), StreamKeys.Group, seat.Name, ">", 1);
        return (seat, id);
    }

    public async Task<long> NowMsAsync()
    {
        var time = (long[])(await Database.ExecuteAsync("TIME"))!;
        return (time[0] * 1000) + (time[1] / 1000);
    }

    /// <summary>Returns when one reader waits for what comes.</summary>
    public Task UntilReadWaitsAsync(params IEnumerable<RedisServer> servers) => servers.UntilReadsWaitAsync(1, _virtualHost);

    public Task<bool> IsEmptyAsync() => IsAsync(async () => await LengthAsync() == 0 && await PendingAsync() == 0);

    public static async Task<bool> IsAsync(Func<Task<bool>> condition) => await condition();

    public async Task DeclareAsync(CancellationToken cancellationToken) =>
        await new QueueTopology(Connection).DeclareQueueAsync(new QueueDeclaration { Queue = Queue, Partitions = _partitions }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var receiver in _receivers)
            await receiver.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private static async Task<RedisConnection> ConnectAsync(string connectionString, string virtualHost, TimeSpan? longestWait)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.ClientName = virtualHost;
        var target = new ConnectionTarget(options, new VirtualHostName(virtualHost))
        {
            LongestWait = longestWait ?? ConnectionTarget.DefaultLongestWait,
        };
        return await RedisConnection.OpenAsync(target, CancellationToken.None);
    }
}
