using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;
using Microsoft.Extensions.Logging.Abstractions;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>What senders and consumers do, each compared with what the model expects of it.</summary>
internal sealed class ModelDeeds(QueueBench bench, ModelQueue model)
{
    private readonly IdArguments _arguments = new();

    public async Task SendAsync(Lane lane, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var place = new EntryPlace(lane, await bench.AddAsync(lane, QueueBench.Fields("body")));
            model.Entries.Add(place, new ModelEntry(place));
        }
    }

    // As a blocking read does: without asking whose name it is.
    public async Task ReadAsync(ModelConsumer who, Lane lane, int count)
    {
        if (!model.IsSeated(who.Seat))
            return;
        var read = await bench.Database.StreamReadGroupAsync(bench.Stream(lane), StreamKeys.Group, who.Seat.Name, ">", count);
        var fresh = model.Entries.Values.Count(entry => entry.Standing == Standing.New && entry.Place.Lane == lane);
        Assert.Equal(Math.Min(count, fresh), read.Length);
        foreach (var entry in read)
            model.Got(who, bench.Delivery(lane, EntryId.Parse((string)entry.Id!)), Standing.New);
    }

    public async Task ReceiveAsync(ModelConsumer who, int count)
    {
        var settler = new Settler(bench.Settings(), bench.Scripts, new InFlight(1), NullLogger.Instance, TimeProvider.System);
        var parser = new EntryParser(settler, []);
        var got = new List<Delivery>();
        using var reply = await bench.Scripts.ReceiveAsync(who.Seat, count, "", Lane.ByPriority);
        var received = parser.ReadReceived(reply, got);
        if (!model.IsSeated(who.Seat))
        {
            Assert.Equal(ReadRefusal.SeatLost, received.Refusal);
            return;
        }

        var due = model.Entries.Values.Count(entry => entry is { Standing: Standing.Held, IsDue: true });
        var fresh = model.Entries.Values.Where(entry => entry.Standing == Standing.New)
            .OrderBy(entry => Order(entry.Place.Lane)).ThenBy(entry => entry.Place.Id)
            .Select(entry => entry.Place).Take(Math.Max(0, count - due)).ToList();
        Assert.Equal(Math.Min(due, count), received.Taken);
        Assert.Equal(fresh, got.Skip(received.Taken).Select(delivery => delivery.Place));
        for (var i = 0; i < got.Count; i++)
            model.Got(who, got[i], i < received.Taken ? Standing.Held : Standing.New);
    }

    public async Task AcknowledgeAsync(ModelConsumer who, int mask)
    {
        var chosen = who.Has.Where((_, i) => (mask & (1 << (i % 6))) != 0).ToList();
        foreach (var lane in chosen.GroupBy(delivery => delivery.Lane))
            await AcknowledgeAsync(who.Seat, lane.ToArray());
        who.Has.RemoveAll(chosen.Contains);
    }

    public async Task AcknowledgeAsync(Seat seat, Delivery[] deliveries)
    {
        var refused = await bench.Scripts.SettleAsync(deliveries[0].Lane, _arguments.Write(seat, deliveries, deliveries.Length));
        var expected = deliveries.Select(delivery => model.Holds(seat, delivery)).ToList();
        Assert.Equal(expected.Select((holds, i) => (holds, i)).Where(one => !one.holds).Select(one => one.i), refused);
        for (var i = 0; i < deliveries.Length; i++)
        {
            if (expected[i])
                model.Entries[deliveries[i].Place].Standing = Standing.Acknowledged;
        }
    }

    public static async Task OneAsync(ModelConsumer who, int pick, Func<Seat, Delivery, Task> settle)
    {
        if (who.Has.Count == 0)
            return;
        var delivery = who.Has[pick % who.Has.Count];
        await settle(who.Seat, delivery);
        who.Has.Remove(delivery);
    }

    public async Task MoveAsideAsync(Seat seat, Delivery delivery)
    {
        var holds = model.Holds(seat, delivery);
        Assert.Equal(holds, await bench.Scripts.MoveAsync(seat, delivery, QueueBench.ErrorQueue, "{}"));
        if (holds)
            model.Entries[delivery.Place].Standing = Standing.Moved;
    }

    public async Task HoldAsync(Seat seat, Delivery delivery, Holding holding)
    {
        var holds = model.Holds(seat, delivery);
        var refused = await bench.Scripts.HoldAsync(seat, [(delivery, holding)]);
        Assert.Equal(holds, refused.Length == 0);
        if (!holds)
            return;
        var entry = model.Entries[delivery.Place];
        entry.Hold(holding.Delay == TimeSpan.Zero, holding.DeliveriesWhileHeld);
        entry.Redeliveries = holding.RedeliveryCount ?? entry.Redeliveries;
    }

    public async Task RenewAsync(ModelConsumer who)
    {
        foreach (var lane in who.Has.GroupBy(delivery => delivery.Lane))
        {
            var deliveries = lane.ToArray();
            var (_, refused) = await bench.Scripts.RenewAsync(lane.Key, _arguments.Write(who.Seat, deliveries, deliveries.Length));
            var lost = deliveries.Where(delivery => !model.Holds(who.Seat, delivery)).ToList();
            Assert.Equal(lost, refused.Select(position => deliveries[position]));
            foreach (var delivery in deliveries.Except(lost))
                model.Entries[delivery.Place].HasLapsed = false;
        }
    }

    private static int Order(Lane lane) => Lane.ByPriority.ToList().IndexOf(lane);
}
