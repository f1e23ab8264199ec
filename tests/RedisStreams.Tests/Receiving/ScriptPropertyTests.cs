using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;
using CsCheck;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>Random operations, accidents included, against a model of the queue: nothing is lost, nothing is settled twice, the counts agree.</summary>
public sealed class ScriptPropertyTests(RedisFixture redis)
{
    private const int Consumers = 3;

    private static readonly Gen<Move> Moves = Gen.Select(
        Gen.Enum<Deed>(), Gen.Int[0, Consumers - 1], Gen.Int[0, 63], Gen.Int[1, 6], (deed, who, pick, count) => new Move(deed, who, pick, count));

    private static readonly Deed[] Usual = [Deed.Send, Deed.Receive, Deed.Receive, Deed.Acknowledge];

    // More sending and reading than accidents, so that there is something to have accidents with.
    private static readonly Gen<Move> Common = Gen.Select(
        Gen.Int[0, 3].Select(i => Usual[i]), Gen.Int[0, Consumers - 1], Gen.Int[0, 63], Gen.Int[1, 6],
        (deed, who, pick, count) => new Move(deed, who, pick, count));

    [Fact]
    public async Task Nothing_is_lost_or_settled_twice_whatever_happens_in_whatever_order() =>
        await Gen.Frequency((1, Moves), (1, Common)).Array[10, 80].SampleAsync(
            async moves =>
            {
                await using var bench = await QueueBench.OpenAsync(redis);
                var world = await World.BeginAsync(bench, Consumers);
                foreach (var move in moves)
                    await world.DoAsync(move);
                await world.EndAsync();
            },
            iter: 300,
            threads: 4,
            print: moves => string.Join(Environment.NewLine, moves.Select(move => move.ToString())));

    internal enum Deed
    {
        Send,
        Read,
        Receive,
        Acknowledge,
        MoveAside,
        Delay,
        Release,
        Retry,
        Renew,
        Lapse,
        Maintain,
        TakeOver,
        SettleAsZombie,
        TimePasses,
        LoseDueTimes,
        LoseReplies,
        CloseAndOpen,
    }

    internal sealed record Move(Deed Deed, int Who, int Pick, int Count);

    private sealed class World
    {
        private static readonly TimeSpan Lease = TimeSpan.FromSeconds(500);
        private static readonly TimeSpan SeatDuration = TimeSpan.FromMinutes(10);

        private readonly QueueBench _bench;
        private readonly Dictionary<EntryPlace, ModelEntry> _entries = [];
        private readonly Dictionary<string, string> _seats = [];
        private readonly List<ModelConsumer> _consumers = [];
        private readonly List<(Seat Seat, Delivery Delivery)> _zombies = [];
        private readonly IdArguments _arguments = new();

        private World(QueueBench bench) => _bench = bench;

        public static async Task<World> BeginAsync(QueueBench bench, int consumers)
        {
            var world = new World(bench);
            for (var i = 0; i < consumers; i++)
                world._consumers.Add(new ModelConsumer(await world.OpenAsync()));
            return world;
        }

        public Task DoAsync(Move move)
        {
            var who = _consumers[move.Who];
            return move.Deed switch
            {
                Deed.Send => SendAsync(Lane.ByPriority[move.Pick % 3], move.Count),
                Deed.Read => ReadAsync(who, Lane.ByPriority[move.Pick % 3], move.Count),
                Deed.Receive => ReceiveAsync(who, move.Count),
                Deed.Acknowledge => AcknowledgeAsync(who, move.Pick),
                Deed.MoveAside => OneAsync(who, move.Pick, MoveAsideAsync),
                Deed.Delay => OneAsync(who, move.Pick, (seat, delivery) => HoldAsync(seat, delivery, new Holding(TimeSpan.FromHours(1), 0, delivery.RedeliveryCount + 1))),
                Deed.Release => OneAsync(who, move.Pick, (seat, delivery) => HoldAsync(seat, delivery, Holding.Untouched(delivery))),
                Deed.Retry => OneAsync(who, move.Pick, (seat, delivery) => HoldAsync(seat, delivery, new Holding(TimeSpan.FromHours(1), delivery.DeliveryCount, null))),
                Deed.Renew => RenewAsync(who),
                Deed.Lapse => LapseAsync(who),
                Deed.Maintain => MaintainAsync(who),
                Deed.TakeOver => TakeOverAsync(who),
                Deed.SettleAsZombie => ZombieAsync(move.Pick),
                Deed.TimePasses => MakeDueAsync(),
                Deed.LoseDueTimes => LoseDueTimesAsync(who),
                Deed.LoseReplies => LoseRepliesAsync(who, move.Pick),
                _ => CloseAndOpenAsync(who),
            };
        }

        public async Task EndAsync()
        {
            foreach (var consumer in _consumers)
                await TakeOverAsync(consumer);
            await MakeDueAsync();
            await ReceiveAsync(_consumers[0], _entries.Count + 1);
            await AcknowledgeAsync(_consumers[0], -1);

            Assert.All(_entries.Values, entry => Assert.True(entry.Standing is Standing.Acknowledged or Standing.Moved, $"{entry.Place} is {entry.Standing}"));
            Assert.Equal((0, 0), (await _bench.LengthAsync(), await _bench.PendingAsync()));
            Assert.Equal(_entries.Values.Count(entry => entry.Standing == Standing.Moved), await _bench.LengthAsync(QueueBench.ErrorQueue));
            Assert.False(await _bench.Database.KeyExistsAsync(_bench.Keys.Held(_bench.Queue)));
            Assert.False(await _bench.Database.KeyExistsAsync(_bench.Keys.Redelivered(_bench.Queue)));
        }

        private async Task SendAsync(Lane lane, int count)
        {
            for (var i = 0; i < count; i++)
            {
                var place = new EntryPlace(lane, await _bench.AddAsync(lane, QueueBench.Fields("body")));
                _entries.Add(place, new ModelEntry(place));
            }
        }

        // As a blocking read does: without asking whose name it is.
        private async Task ReadAsync(ModelConsumer who, Lane lane, int count)
        {
            if (!IsSeated(who.Seat))
                return;
            var read = await _bench.Database.StreamReadGroupAsync(_bench.Stream(lane), StreamKeys.Group, who.Seat.Name, ">", count);
            Assert.Equal(Math.Min(count, _entries.Values.Count(entry => entry.Standing == Standing.New && entry.Place.Lane == lane)), read.Length);
            foreach (var entry in read)
                Got(who, _bench.Delivery(lane, EntryId.Parse((string)entry.Id!)), Standing.New);
        }

        private async Task ReceiveAsync(ModelConsumer who, int count)
        {
            var parser = new EntryParser(new Settler(_bench.Settings(), _bench.Scripts, new InFlight(1), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, TimeProvider.System), []);
            var got = new List<Delivery>();
            using var reply = await _bench.Scripts.ReceiveAsync(who.Seat, count, "", Lane.ByPriority);
            var received = parser.ReadReceived(reply, got);
            if (!IsSeated(who.Seat))
            {
                Assert.Equal(ReadRefusal.SeatLost, received.Refusal);
                return;
            }

            var due = _entries.Values.Count(entry => entry is { Standing: Standing.Held, IsDue: true });
            var fresh = _entries.Values.Where(entry => entry.Standing == Standing.New).OrderBy(entry => Order(entry.Place.Lane)).ThenBy(entry => entry.Place.Id)
                .Select(entry => entry.Place).Take(Math.Max(0, count - due)).ToList();
            Assert.Equal(Math.Min(due, count), received.Taken);
            Assert.Equal(fresh, got.Skip(received.Taken).Select(delivery => delivery.Place));
            for (var i = 0; i < got.Count; i++)
                Got(who, got[i], i < received.Taken ? Standing.Held : Standing.New);
        }

        private async Task AcknowledgeAsync(ModelConsumer who, int mask)
        {
            var chosen = who.Has.Where((_, i) => (mask & (1 << (i % 6))) != 0).ToList();
            foreach (var lane in chosen.GroupBy(delivery => delivery.Lane))
                await AcknowledgeAsync(who.Seat, lane.ToArray());
            who.Has.RemoveAll(chosen.Contains);
        }

        private async Task AcknowledgeAsync(Seat seat, Delivery[] deliveries)
        {
            var refused = await _bench.Scripts.SettleAsync(deliveries[0].Lane, _arguments.Write(seat, deliveries, deliveries.Length));
            var expected = deliveries.Select(delivery => Holds(seat, delivery)).ToList();
            Assert.Equal(expected.Select((holds, i) => (holds, i)).Where(one => !one.holds).Select(one => one.i), refused);
            for (var i = 0; i < deliveries.Length; i++)
            {
                if (expected[i])
                    _entries[deliveries[i].Place].Standing = Standing.Acknowledged;
            }
        }

        private static async Task OneAsync(ModelConsumer who, int pick, Func<Seat, Delivery, Task> settle)
        {
            if (who.Has.Count == 0)
                return;
            var delivery = who.Has[pick % who.Has.Count];
            await settle(who.Seat, delivery);
            who.Has.Remove(delivery);
        }

        private async Task MoveAsideAsync(Seat seat, Delivery delivery)
        {
            var holds = Holds(seat, delivery);
            Assert.Equal(holds, await _bench.Scripts.MoveAsync(seat, delivery, QueueBench.ErrorQueue, "{}"));
            if (holds)
                _entries[delivery.Place].Standing = Standing.Moved;
        }

        private async Task HoldAsync(Seat seat, Delivery delivery, Holding holding)
        {
            var holds = Holds(seat, delivery);
            var refused = await _bench.Scripts.HoldAsync(seat, [(delivery, holding)]);
            Assert.Equal(holds, refused.Length == 0);
            if (!holds)
                return;
            var entry = _entries[delivery.Place];
            entry.Hold(holding.Delay == TimeSpan.Zero, holding.DeliveriesWhileHeld);
            entry.Redeliveries = holding.RedeliveryCount ?? entry.Redeliveries;
        }

        private async Task RenewAsync(ModelConsumer who)
        {
            foreach (var lane in who.Has.GroupBy(delivery => delivery.Lane))
            {
                var deliveries = lane.ToArray();
                var (_, refused) = await _bench.Scripts.RenewAsync(lane.Key, _arguments.Write(who.Seat, deliveries, deliveries.Length));
                var lost = deliveries.Where(delivery => !Holds(who.Seat, delivery)).ToList();
                Assert.Equal(lost, refused.Select(position => deliveries[position]));
                foreach (var delivery in deliveries.Except(lost))
                    _entries[delivery.Place].HasLapsed = false;
            }
        }

        private async Task LapseAsync(ModelConsumer who)
        {
            foreach (var entry in PendingTo(who.Seat.Name))
            {
                await _bench.Database.ExecuteAsync(
                    "XCLAIM", _bench.Stream(entry.Place.Lane), StreamKeys.Group, who.Seat.Name, 0, entry.Place.Id.ToString(), "IDLE", 1_000_000, "JUSTID");
                entry.HasLapsed = true;
            }
        }

        private async Task MaintainAsync(ModelConsumer who)
        {
            var upkeep = await _bench.Scripts.MaintainAsync(who.Seat, Lease, SeatDuration, null, []);
            Assert.Equal(IsSeated(who.Seat), upkeep.HasSeat);
            if (!upkeep.HasSeat)
                return;
            var lapsed = _entries.Values.Where(entry => entry is { Standing: Standing.Pending, HasLapsed: true }).ToList();
            Assert.Equal(lapsed.Count, upkeep.Reclaimed);
            Assert.False(upkeep.HeldNeedRepair);
            foreach (var entry in lapsed)
                entry.Hold(isDue: true, entry.Deliveries);
        }

        // Its process is dead or frozen for longer than a name is kept, and another one starts.
        private async Task TakeOverAsync(ModelConsumer who)
        {
            await _bench.Database.HashSetAsync(_bench.Keys.Consumers(_bench.Queue), who.Seat.Name, $"{_seats[who.Seat.Name]}|1");
            _zombies.AddRange(who.Has.Select(delivery => (who.Seat, delivery)));
            who.Has.Clear();
            var left = PendingTo(who.Seat.Name);
            var name = who.Seat.Name;
            who.Seat = await OpenAsync();
            Assert.Equal(name, who.Seat.Name);
            foreach (var entry in left)
                entry.Hold(isDue: true, entry.Deliveries);
        }

        private async Task ZombieAsync(int pick)
        {
            if (_zombies.Count == 0)
                return;
            var (seat, delivery) = _zombies[pick % _zombies.Count];
            Assert.False(Holds(seat, delivery));
            var settling = (pick % 3) switch
            {
                0 => AcknowledgeAsync(seat, [delivery]),
                1 => MoveAsideAsync(seat, delivery),
                _ => HoldAsync(seat, delivery, Holding.Untouched(delivery)),
            };
            await settling;
        }

        private async Task MakeDueAsync()
        {
            var held = _bench.Keys.Held(_bench.Queue);
            await _bench.Database.ExecuteAsync("ZUNIONSTORE", held, 1, held, "WEIGHTS", 0);
            foreach (var entry in _entries.Values)
                entry.IsDue = true;
        }

        private async Task LoseDueTimesAsync(ModelConsumer who)
        {
            await _bench.Database.KeyDeleteAsync(_bench.Keys.Held(_bench.Queue));
            var held = _entries.Values.Where(entry => entry.Standing == Standing.Held).ToList();
            if (IsSeated(who.Seat) && !_entries.Values.Any(entry => entry.HasLapsed))
                Assert.Equal(held.Count > 0, (await _bench.Scripts.MaintainAsync(who.Seat, Lease, null, null, [])).HeldNeedRepair);
            Assert.Equal(held.Count, await _bench.Scripts.RepairHeldAsync());
            foreach (var entry in held)
                entry.IsDue = true;
        }

        // The server handed them out, but the connection broke before the reply arrived.
        private async Task LoseRepliesAsync(ModelConsumer who, int mask)
        {
            who.Has.RemoveAll(delivery => (mask & (1 << (int)(delivery.EntryId.Sequence % 6))) != 0);
            var known = who.Has.Select(delivery => delivery.Place).ToHashSet();
            var unknown = PendingTo(who.Seat.Name).Where(entry => !known.Contains(entry.Place)).ToList();
            Assert.Equal(IsSeated(who.Seat) ? unknown.Count : 0, await _bench.Scripts.ReturnUnknownAsync(who.Seat, known));
            if (!IsSeated(who.Seat))
                return;
            foreach (var entry in unknown)
                entry.Hold(isDue: true, entry.Deliveries - 1);
        }

        private async Task CloseAndOpenAsync(ModelConsumer who)
        {
            var mayClose = IsSeated(who.Seat) && PendingTo(who.Seat.Name).Count == 0;
            Assert.Equal(mayClose, await _bench.Scripts.CloseConsumerAsync(who.Seat));
            if (!mayClose)
                return;
            Assert.DoesNotContain(who.Seat.Name, await _bench.ConsumersAsync());
            _seats.Remove(who.Seat.Name);
            who.Has.Clear();
            who.Seat = await OpenAsync();
        }

        private async Task<Seat> OpenAsync()
        {
            var (seat, _) = await _bench.Scripts.OpenConsumerAsync("c", Seat.NewToken(), SeatDuration);
            _seats[seat.Name] = seat.Token;
            return seat;
        }

        private void Got(ModelConsumer who, Delivery delivery, Standing was)
        {
            var entry = _entries[delivery.Place];
            Assert.Equal(was, entry.Standing);
            Assert.True(was == Standing.New || entry.IsDue);
            Assert.Equal((entry.Deliveries + 1, entry.Redeliveries), (delivery.DeliveryCount, delivery.RedeliveryCount));
            entry.Give(who.Seat.Name, delivery.DeliveryCount);
            who.Has.Add(delivery);
        }

        private bool IsSeated(Seat seat) => _seats.GetValueOrDefault(seat.Name) == seat.Token;

        private bool Holds(Seat seat, Delivery delivery) =>
            IsSeated(seat) && _entries[delivery.Place] is { Standing: Standing.Pending } entry && entry.Owner == seat.Name && entry.Deliveries == delivery.DeliveryCount;

        private List<ModelEntry> PendingTo(string name) => [.. _entries.Values.Where(entry => entry.Standing == Standing.Pending && entry.Owner == name)];

        private static int Order(Lane lane) => Lane.ByPriority.ToList().IndexOf(lane);
    }
}
