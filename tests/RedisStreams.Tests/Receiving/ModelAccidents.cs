using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>What goes wrong, the time that passes, and what puts it right, each compared with what the model expects of it.</summary>
internal sealed class ModelAccidents(QueueBench bench, ModelQueue model, ModelDeeds deeds)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(500);

    private readonly List<(Seat Seat, Delivery Delivery)> _zombies = [];

    public async Task LapseAsync(ModelConsumer who)
    {
        foreach (var entry in model.PendingTo(who.Seat.Name))
        {
            var (stream, id) = (bench.Stream(entry.Place.Lane), entry.Place.Id.ToString());
            await bench.Database.ExecuteAsync("XCLAIM", stream, StreamKeys.Group, who.Seat.Name, 0, id, "IDLE", 1_000_000, "JUSTID");
            entry.HasLapsed = true;
        }
    }

    public async Task MaintainAsync(ModelConsumer who)
    {
        var upkeep = await bench.Scripts.MaintainAsync(who.Seat, Lease, ModelQueue.SeatDuration, null, []);
        Assert.Equal(model.IsSeated(who.Seat), upkeep.HasSeat);
        if (!upkeep.HasSeat)
            return;
        var lapsed = model.Entries.Values.Where(entry => entry is { Standing: Standing.Pending, HasLapsed: true }).ToList();
        Assert.Equal(lapsed.Count, upkeep.Reclaimed);
        Assert.False(upkeep.HeldNeedRepair);
        foreach (var entry in lapsed)
            entry.Hold(isDue: true, entry.Deliveries);
    }

    // Its process is dead or frozen for longer than a name is kept, and another one starts.
    public async Task TakeOverAsync(ModelConsumer who)
    {
        await bench.Database.HashSetAsync(bench.Keys.Consumers(bench.Queue), who.Seat.Name, $"{model.Seats[who.Seat.Name]}|1");
        _zombies.AddRange(who.Has.Select(delivery => (who.Seat, delivery)));
        who.Has.Clear();
        var left = model.PendingTo(who.Seat.Name);
        var name = who.Seat.Name;
        who.Seat = await model.OpenAsync();
        Assert.Equal(name, who.Seat.Name);
        foreach (var entry in left)
            entry.Hold(isDue: true, entry.Deliveries);
    }

    public async Task ZombieAsync(int pick)
    {
        if (_zombies.Count == 0)
            return;
        var (seat, delivery) = _zombies[pick % _zombies.Count];
        Assert.False(model.Holds(seat, delivery));
        var settling = (pick % 3) switch
        {
            0 => deeds.AcknowledgeAsync(seat, [delivery]),
            1 => deeds.MoveAsideAsync(seat, delivery),
            _ => deeds.HoldAsync(seat, delivery, Holding.Untouched(delivery)),
        };
        await settling;
    }

    public async Task MakeDueAsync()
    {
        var held = bench.Keys.Held(bench.Queue);
        await bench.Database.ExecuteAsync("ZUNIONSTORE", held, 1, held, "WEIGHTS", 0);
        foreach (var entry in model.Entries.Values)
            entry.IsDue = true;
    }

    public async Task LoseDueTimesAsync(ModelConsumer who)
    {
        await bench.Database.KeyDeleteAsync(bench.Keys.Held(bench.Queue));
        var held = model.Entries.Values.Where(entry => entry.Standing == Standing.Held).ToList();
        if (model.IsSeated(who.Seat) && !model.Entries.Values.Any(entry => entry.HasLapsed))
            Assert.Equal(held.Count > 0, (await bench.Scripts.MaintainAsync(who.Seat, Lease, null, null, [])).HeldNeedRepair);
        Assert.Equal(held.Count, await bench.Scripts.RepairHeldAsync());
        foreach (var entry in held)
            entry.IsDue = true;
    }

    // The server handed them out, but the connection broke before the reply arrived.
    public async Task LoseRepliesAsync(ModelConsumer who, int mask)
    {
        who.Has.RemoveAll(delivery => (mask & (1 << (int)(delivery.EntryId.Sequence % 6))) != 0);
        var known = who.Has.Select(delivery => delivery.Place).ToHashSet();
        var unknown = model.PendingTo(who.Seat.Name).Where(entry => !known.Contains(entry.Place)).ToList();
        Assert.Equal(model.IsSeated(who.Seat) ? unknown.Count : 0, await bench.Scripts.ReturnUnknownAsync(who.Seat, known));
        if (!model.IsSeated(who.Seat))
            return;
        foreach (var entry in unknown)
            entry.Hold(isDue: true, entry.Deliveries - 1);
    }

    public async Task CloseAndOpenAsync(ModelConsumer who)
    {
        var mayClose = model.IsSeated(who.Seat) && model.PendingTo(who.Seat.Name).Count == 0;
        Assert.Equal(mayClose, await bench.Scripts.CloseConsumerAsync(who.Seat));
        if (!mayClose)
            return;
        Assert.DoesNotContain(who.Seat.Name, await bench.ConsumersAsync());
        model.Seats.Remove(who.Seat.Name);
        who.Has.Clear();
        who.Seat = await model.OpenAsync();
    }
}
