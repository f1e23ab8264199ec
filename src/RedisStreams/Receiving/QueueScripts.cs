using System.Globalization;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>The server's side of receiving: each method is one script, and so one atomic step. Durations go over as milliseconds.</summary>
internal sealed class QueueScripts(RedisConnection connection, QueueName queue, int partitions)
{
    /// <summary>The most entries that one call reclaims: a longer script would hold up the server's other clients.</summary>
    public const int ReclaimChunk = 500;

    private static readonly Script Settle = Script.Of("settle");
    private static readonly Script Renew = Script.Of("renew");
    private static readonly Script Receive = Script.Of("receive");

    private readonly RedisKey[] _keys = connection.Keys.ForScripts;
    private readonly Dictionary<Lane, RedisKey[]> _laneKeys = Lane.All(partitions).ToDictionary(
        lane => lane,
        lane => new RedisKey[]
        {
            connection.Keys.Consumers(queue), connection.Keys.Redelivered(queue), connection.Keys.Stream(queue, lane),
        });

    private IDatabase Database => connection.Database;

    /// <summary><c>settle.lua</c>: acknowledges and removes entries of one lane.</summary>
    /// <returns>The positions that were refused.</returns>
    public async Task<int[]> SettleAsync(Lane lane, ReadOnlyMemory<RedisValue> ids)
    {
        using var reply = await Settle.EvaluateRawAsync(Database, _laneKeys[lane], ids);
        return ReplyParser.Integers(reply);
    }

    /// <summary><c>renew.lua</c>: renews the leases of entries of one lane.</summary>
    /// <returns>The server's clock, and the positions that were refused.</returns>
    public async Task<(long NowMs, long[] Refused)> RenewAsync(Lane lane, ReadOnlyMemory<RedisValue> ids)
    {
        var reply = (long[])(await Renew.EvaluateAsync(Database, _laneKeys[lane], ids.ToArray()))!;
        return (reply[0], reply[1..]);
    }

    /// <summary><c>move.lua</c>: moves an entry to another queue.</summary>
    /// <returns>False when the lease is lost.</returns>
    public async Task<bool> MoveAsync(Seat seat, Delivery delivery, QueueName target, string headersJson) =>
        (long)await RunAsync(
            "move",
            seat.Name,
            seat.Token,
            delivery.Lane.Code,
            delivery.EntryId.ToString(),
            delivery.DeliveryCount,
            target.Value,
            headersJson) == 1;

    /// <summary><c>expire.lua</c>: drops or moves an entry if it has expired by the server's clock.</summary>
    public async Task<(ExpiryOutcome Outcome, long NowMs)> ExpireAsync(Seat seat, Delivery delivery, QueueName? target, string headersJson)
    {
        var reply = (long[])(await RunAsync(
            "expire",
            seat.Name,
            seat.Token,
            delivery.Lane.Code,
            delivery.EntryId.ToString(),
            delivery.DeliveryCount,
            target?.Value ?? "",
            headersJson))!;
        return ((ExpiryOutcome)reply[0], reply[1]);
    }

    /// <summary><c>hold.lua</c>: takes entries back from their consumer.</summary>
    /// <param name="seat">The consumer.</param>
    /// <param name="entries">1 to <see cref="IdArguments.MaxIds"/>.</param>
    /// <returns>The positions that were refused.</returns>
    public async Task<int[]> HoldAsync(Seat seat, IReadOnlyList<(Delivery Delivery, Holding Holding)> entries)
    {
        var arguments = new List<RedisValue>(2 + 6 * entries.Count) { seat.Name, seat.Token };
        foreach (var (delivery, holding) in entries)
        {
            RedisValue redelivery = holding.RedeliveryCount is { } count ? count : "";
            arguments.AddRange(
            [
                delivery.Lane.Code, delivery.EntryId.ToString(), delivery.DeliveryCount,
                Milliseconds(holding.Delay), holding.DeliveriesWhileHeld, redelivery,
            ]);
        }

        return (int[])(await RunAsync("hold", [.. arguments]))!;
    }

    /// <summary><c>return-unknown.lua</c>: gives back what is pending to the consumer without its knowledge.</summary>
    /// <returns>How many entries.</returns>
    public async Task<int> ReturnUnknownAsync(Seat seat, IEnumerable<EntryPlace> known) =>
        (int)await RunAsync("return-unknown", [seat.Name, seat.Token, partitions, .. known.Select(place => (RedisValue)place.ToString())]);

    /// <summary>
    /// <c>receive.lua</c>: takes held entries that are due, and new ones. Dispose the reply; <see cref="ReplyParser"/> reads it.
    /// </summary>
    public Task<RespResult> ReceiveAsync(Seat seat, int credits, string mustOwn, IReadOnlyList<Lane> lanes)
    {
        RedisValue[] arguments = [queue.Value, seat.Name, seat.Token, credits, mustOwn, .. lanes.Select(lane => (RedisValue)lane.Code)];
        return Receive.EvaluateRawAsync(Database, _keys, arguments);
    }

    /// <summary><c>open-consumer.lua</c>: takes the lowest free name.</summary>
    public async Task<(Seat Seat, long NowMs)> OpenConsumerAsync(string namePrefix, string token, TimeSpan duration)
    {
        var reply = (RedisResult[])(await RunAsync("open-consumer", namePrefix, token, Milliseconds(duration), partitions))!;
        return (new Seat((string)reply[0]!, token), (long)reply[1]);
    }

    /// <summary><c>close-consumer.lua</c>: gives the name back.</summary>
    /// <returns>False when entries are pending to it.</returns>
    public async Task<bool> CloseConsumerAsync(Seat seat) => (long)await RunAsync("close-consumer", seat.Name, seat.Token, partitions) == 1;

    /// <summary><c>maintain.lua</c>: shows that the consumer lives, and takes entries from those that don't.</summary>
    /// <param name="seat">The consumer.</param>
    /// <param name="lease">How long an entry stays with a consumer that gives no sign of life.</param>
    /// <param name="keepSeatFor">How long the name is kept from now on; null not to say it this time.</param>
    /// <param name="keepKeysFor">How long the queue's keys live from now on; null to leave that as it is.</param>
    /// <param name="topics">Whose subscriptions are looked for when the name is kept.</param>
    public async Task<Upkeep> MaintainAsync(
        Seat seat, TimeSpan lease, TimeSpan? keepSeatFor, TimeSpan? keepKeysFor, IReadOnlyCollection<TopicName> topics)
    {
        RedisValue[] arguments =
        [
            seat.Name, seat.Token, partitions, Milliseconds(lease), Milliseconds(keepSeatFor), Milliseconds(keepKeysFor), ReclaimChunk,
            .. topics.Select(topic => (RedisValue)topic.Value),
        ];
        var reply = (long[])(await RunAsync("maintain", arguments))!;
        return new Upkeep(
            reply[0] == 1, (int)reply[1], reply[2] == 1, reply[3] == 1, reply[4] < 0 ? null : reply[4], reply[5] == 1, reply[6] == 1);
    }

    /// <summary><c>repair-held.lua</c>, all of it: gives held entries a due time that have none.</summary>
    /// <returns>How many had none.</returns>
    public async Task<int> RepairHeldAsync()
    {
        var mended = 0;
        foreach (var lane in Lane.All(partitions))
        {
            for (var from = "-"; from.Length > 0;)
            {
                var reply = (RedisResult[])(await RunAsync("repair-held", lane.Code, from, ReclaimChunk))!;
                mended += (int)reply[0];
                from = (string)reply[1]!;
            }
        }

        return mended;
    }

    /// <summary><c>reap.lua</c>: removes consumers that are gone.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReapAsync(Seat seat, TimeSpan silence) => (int)await RunAsync("reap", partitions, Milliseconds(silence), seat.Name);

    /// <summary><c>own.lua</c>: becomes or stays the only one that reads the queue.</summary>
    public async Task<QueueOwnership> OwnAsync(Seat seat, TimeSpan duration)
    {
        var reply = (RedisResult[])(await RunAsync("own", seat.Name, seat.Token, partitions, Milliseconds(duration)))!;
        return new QueueOwnership((long)reply[0] > 0, (long)reply[0] == 2, (string)reply[1]!, (long)reply[2]);
    }

    /// <summary><c>own-partitions.lua</c>: renews, takes and gives up partitions.</summary>
    public async Task<PartitionShare> OwnPartitionsAsync(Seat seat, TimeSpan duration)
    {
        var reply = (RedisResult[])(await RunAsync("own-partitions", seat.Name, seat.Token, partitions, Milliseconds(duration)))!;
        return PartitionShare.Parse(reply);
    }

    /// <summary><c>disown.lua</c>: gives up ownership of lanes, or of <c>all</c>.</summary>
    public Task DisownAsync(Seat seat, IEnumerable<string> what) =>
        RunAsync("disown", [seat.Name, seat.Token, .. what.Select(lane => (RedisValue)lane)]);

    private static RedisValue Milliseconds(TimeSpan? duration) =>
        duration is { } value ? ((long)Math.Ceiling(value.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture) : "";

    private Task<RedisResult> RunAsync(string script, params ReadOnlySpan<RedisValue> arguments) =>
        Script.Of(script).EvaluateAsync(Database, _keys, [queue.Value, .. arguments]);
}
