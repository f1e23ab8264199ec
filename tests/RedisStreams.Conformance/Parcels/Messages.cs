using MassTransit;

namespace Corporation.RedisStreams.Conformance.Parcels;

/// <summary>A command.</summary>
public sealed record ShipParcel(int Number, string Text = "");

/// <summary>A message that comes last, to know that everything before it has been consumed.</summary>
public sealed record EndOfShift(int Number);

/// <summary>A message that nobody in a test consumes.</summary>
public sealed record LoseParcel(int Number);

public sealed record LabelParcel(string Key, int Number);

/// <summary>An interface that many messages have.</summary>
public interface IParcelEvent
{
    int Number { get; }
}

/// <summary>A type between the interface and the message.</summary>
public record ParcelMoved : IParcelEvent
{
    public int Number { get; init; }
}

public sealed record ParcelArrived : ParcelMoved
{
    public string Place { get; init; } = "";
}

/// <summary>A type that must not become a topic.</summary>
[ExcludeFromTopology]
public interface ITraceable
{
    int Number { get; }
}

public sealed record ParcelTraced(int Number) : ITraceable;

/// <summary>A message that says itself what its topic is called.</summary>
[EntityName("conformance-parcel-weighed")]
public sealed record ParcelWeighed(int Number);

public sealed record FindParcel(int Number);

public sealed record ParcelFound(int Number, string Place);

public sealed record ParcelUnknown(int Number);
