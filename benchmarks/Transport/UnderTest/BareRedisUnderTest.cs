using System.Buffers.Binary;
using System.Globalization;
using Corporation.TransportBench.Accounting;
using Corporation.TransportBench.Planning;
using Corporation.TransportBench.Serving;
using StackExchange.Redis;

namespace Corporation.TransportBench.UnderTest;

/// <summary>
/// What the commands alone cost: XADD, XREADGROUP with BLOCK on a connection of its own, XACK and XDEL of what was read, in one batch.
/// No envelope, no lease, no fencing, no redelivery: an upper bound, not a transport.
/// </summary>
internal sealed class BareRedisUnderTest(Broker broker) : ITransportUnderTest
{
    /// <summary>As large as MassTransit's envelope around the same message.</summary>
    private const int BodyBytes = 1024;

    private const string Group = "bench";
    private const string BlockMs = "5000";
    private static readonly RedisKey Stream = "bench:bare";
    private static readonly RedisValue Field = "b";

    private ConnectionMultiplexer? _writing;
    private ConnectionMultiplexer? _reading;
    private Task _loop = Task.CompletedTask;
    private IDatabase? _database;
    private RedisValue _readerId;
    private volatile bool _stopping;

    public string Key => TransportKeys.Of(TransportKeys.BareRedis, FlushesAlways);

    public bool FlushesAlways { get; init; }

    public Broker? Broker => broker;

    public bool HasEndpoints => false;

    public Reception Reception { get; } = new() { BodyBytes = BodyBytes };

    public async Task StartAsync(int endpoints, CancellationToken cancellationToken)
    {
        _stopping = false;
        _writing = await ConnectAsync(allowAdmin: true);
        // Its own connection: a blocking command would hold up everybody else's.
        _reading = await ConnectAsync(allowAdmin: false);
        _database = _writing.GetDatabase();
        if (!await _database.KeyExistsAsync(Stream))
            await _database.StreamCreateConsumerGroupAsync(Stream, Group, StreamPosition.Beginning);

        var reader = _reading.GetDatabase();
        _readerId = (RedisValue)await reader.ExecuteAsync("CLIENT", "ID");
        _loop = Task.Run(() => ReadAsync(reader, _database), CancellationToken.None);
    }

    public Task PublishAsync(int run, int sequence)
    {
        var body = new byte[BodyBytes];
        BinaryPrimitives.WriteInt32LittleEndian(body, run);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(sizeof(int)), sequence);
        return Started().StreamAddAsync(Stream, Field, body);
    }

    public async Task StopAsync()
    {
        if (_writing is null || _reading is null)
            return;

        _stopping = true;
        // Again and again: the reader may be between two reads, and then there is nothing to unblock.
        while (await Task.WhenAny(_loop, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System)) != _loop)
            await Started().ExecuteAsync("CLIENT", "UNBLOCK", _readerId);
        await _loop;

        await _reading.DisposeAsync();
        await _writing.DisposeAsync();
        (_reading, _writing, _database) = (null, null, null);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private Task<ConnectionMultiplexer> ConnectAsync(bool allowAdmin)
    {
        var options = new ConfigurationOptions
        {
            Protocol = RedisProtocol.Resp2,
            AllowAdmin = allowAdmin,
            AsyncTimeout = 30_000, // Longer than the block, or the client gives up on a read that the server then completes.
            CommandMap = CommandMap.Create(new HashSet<string> { "SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE" }, available: false),
        };
        options.EndPoints.Add("127.0.0.1", broker.Port);
        return ConnectionMultiplexer.ConnectAsync(options);
    }

    private async Task ReadAsync(IDatabase reader, IDatabase writer)
    {
        var count = BenchEndpoints.Prefetch.ToString(CultureInfo.InvariantCulture);
        var acknowledging = Task.CompletedTask;
        while (!_stopping)
        {
            await Reception.Gate;
            var reply = await reader.ExecuteAsync(
                "XREADGROUP", "GROUP", Group, "reader", "COUNT", count, "BLOCK", BlockMs, "STREAMS", Stream, ">");
            if (reply.IsNull)
                continue;

            var ids = Deliver(reply[0][1]);
            await acknowledging; // One batch on its way while the next is read.
            acknowledging = AcknowledgeAsync(writer, ids);
        }

        await acknowledging;
    }

    private RedisValue[] Deliver(RedisResult entries)
    {
        var ids = new RedisValue[entries.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = (RedisValue)entries[i][0];
            ReadOnlySpan<byte> body = (byte[])entries[i][1][1]!; // Every entry here has exactly one field: PublishAsync wrote it.
            var run = BinaryPrimitives.ReadInt32LittleEndian(body);
            Reception.Deliver(run, BinaryPrimitives.ReadInt32LittleEndian(body[sizeof(int)..]));
        }

        return ids;
    }

    private static Task AcknowledgeAsync(IDatabase database, RedisValue[] ids) =>
        Task.WhenAll(database.StreamAcknowledgeAsync(Stream, Group, ids), database.StreamDeleteAsync(Stream, ids));

    private IDatabase Started() =>
        _database ?? throw new InvalidOperationException($"{Key} was not started; call StartAsync before publishing.");
}
