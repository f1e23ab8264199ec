using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>What should be true of a queue: its entries, and whose the names of its consumers are.</summary>
internal sealed class ModelQueue(QueueBench bench)
{
    public static readonly TimeSpan SeatDuration = TimeSpan.FromMinutes(10);

    public Dictionary<EntryPlace, ModelEntry> Entries { get; } = [];

    /// <summary>The token of each name.</summary>
    public Dictionary<string, string> Seats { get; } = [];

    public async Task<Seat> OpenAsync()
    {
        var (seat, _) = await bench.Scripts.OpenConsumerAsync("c", Seat.NewToken(), SeatDuration);
        Seats[seat.Name] = seat.Token;
        return seat;
    }

    public void Got(ModelConsumer who, Delivery delivery, Standing was)
    {
        var entry = Entries[delivery.Place];
        Assert.Equal(was, entry.Standing);
        Assert.True(was == Standing.New || entry.IsDue);
        Assert.Equal((entry.Deliveries + 1, entry.Redeliveries), (delivery.DeliveryCount, delivery.RedeliveryCount));
        entry.Give(who.Seat.Name, delivery.DeliveryCount);
        who.Has.Add(delivery);
    }

    public bool IsSeated(Seat seat) => Seats.GetValueOrDefault(seat.Name) == seat.Token;

    public bool Holds(Seat seat, Delivery delivery) =>
        IsSeated(seat)
        && Entries[delivery.Place] is { Standing: Standing.Pending } entry
        && entry.Owner == seat.Name
        && entry.Deliveries == delivery.DeliveryCount;

    public List<ModelEntry> PendingTo(string name) =>
        [.. Entries.Values.Where(entry => entry.Standing == Standing.Pending && entry.Owner == name)];
}
