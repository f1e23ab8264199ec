using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>A queue, its consumers and the model of them, from the first move to the last.</summary>
internal sealed class ModelWorld
{
    private readonly QueueBench _bench;
    private readonly ModelQueue _model;
    private readonly ModelDeeds _deeds;
    private readonly ModelAccidents _accidents;
    private readonly List<ModelConsumer> _consumers = [];

    private ModelWorld(QueueBench bench)
    {
        _bench = bench;
        _model = new ModelQueue(bench);
        _deeds = new ModelDeeds(bench, _model);
        _accidents = new ModelAccidents(bench, _model, _deeds);
    }

    public static async Task<ModelWorld> BeginAsync(QueueBench bench, int consumers)
    {
        var world = new ModelWorld(bench);
        for (var i = 0; i < consumers; i++)
            world._consumers.Add(new ModelConsumer(await world._model.OpenAsync()));
        return world;
    }

    public Task DoAsync(Move move)
    {
        var (who, lane) = (_consumers[move.Who], Lane.ByPriority[move.Pick % 3]);
        return move.Deed switch
        {
            Deed.Send => _deeds.SendAsync(lane, move.Count),
            Deed.Read => _deeds.ReadAsync(who, lane, move.Count),
            Deed.Receive => _deeds.ReceiveAsync(who, move.Count),
            Deed.Acknowledge => _deeds.AcknowledgeAsync(who, move.Pick),
            Deed.MoveAside => ModelDeeds.OneAsync(who, move.Pick, _deeds.MoveAsideAsync),
            Deed.Delay => HoldOneAsync(who, move, delivery => new Holding(TimeSpan.FromHours(1), 0, delivery.RedeliveryCount + 1)),
            Deed.Release => HoldOneAsync(who, move, Holding.Untouched),
            Deed.Retry => HoldOneAsync(who, move, delivery => new Holding(TimeSpan.FromHours(1), delivery.DeliveryCount, null)),
            Deed.Renew => _deeds.RenewAsync(who),
            Deed.Lapse => _accidents.LapseAsync(who),
            Deed.Maintain => _accidents.MaintainAsync(who),
            Deed.TakeOver => _accidents.TakeOverAsync(who),
            Deed.SettleAsZombie => _accidents.ZombieAsync(move.Pick),
            Deed.TimePasses => _accidents.MakeDueAsync(),
            Deed.LoseDueTimes => _accidents.LoseDueTimesAsync(who),
            Deed.LoseReplies => _accidents.LoseRepliesAsync(who, move.Pick),
            _ => _accidents.CloseAndOpenAsync(who),
        };
    }

    public async Task EndAsync()
    {
        foreach (var consumer in _consumers)
            await _accidents.TakeOverAsync(consumer);
        await _accidents.MakeDueAsync();
        await _deeds.ReceiveAsync(_consumers[0], _model.Entries.Count + 1);
        await _deeds.AcknowledgeAsync(_consumers[0], -1);

        var entries = _model.Entries.Values;
        Assert.All(
            entries, entry => Assert.True(entry.Standing is Standing.Acknowledged or Standing.Moved, $"{entry.Place} is {entry.Standing}"));
        Assert.Equal((0, 0), (await _bench.LengthAsync(), await _bench.PendingAsync()));
        Assert.Equal(entries.Count(entry => entry.Standing == Standing.Moved), await _bench.LengthAsync(QueueBench.ErrorQueue));
        Assert.False(await _bench.Database.KeyExistsAsync(_bench.Keys.Held(_bench.Queue)));
        Assert.False(await _bench.Database.KeyExistsAsync(_bench.Keys.Redelivered(_bench.Queue)));
    }

    private Task HoldOneAsync(ModelConsumer who, Move move, Func<Delivery, Holding> hold) =>
        ModelDeeds.OneAsync(who, move.Pick, (seat, delivery) => _deeds.HoldAsync(seat, delivery, hold(delivery)));
}
