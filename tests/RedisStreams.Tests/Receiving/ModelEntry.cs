using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>What should be true of an entry.</summary>
internal sealed class ModelEntry(EntryPlace place)
{
    public EntryPlace Place => place;

    public Standing Standing { get; set; }

    /// <summary>Whom it is pending to, when it is.</summary>
    public string? Owner { get; set; }

    public int Deliveries { get; set; }

    public int Redeliveries { get; set; }

    /// <summary>When held: whether its time has come.</summary>
    public bool IsDue { get; set; }

    /// <summary>When pending: whether its lease has run out.</summary>
    public bool HasLapsed { get; set; }

    public void Hold(bool isDue, int deliveries) => (Standing, Owner, IsDue, Deliveries, HasLapsed) = (Standing.Held, null, isDue, deliveries, false);

    public void Give(string owner, int deliveries) => (Standing, Owner, Deliveries, HasLapsed) = (Standing.Pending, owner, deliveries, false);
}

internal enum Standing
{
    New,
    Pending,
    Held,
    Acknowledged,
    Moved,
}

/// <summary>A consumer of the model: its name, and what it believes to have.</summary>
internal sealed class ModelConsumer(Seat seat)
{
    public Seat Seat { get; set; } = seat;

    public List<Delivery> Has { get; } = [];
}
