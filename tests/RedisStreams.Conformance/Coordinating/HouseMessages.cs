namespace Corporation.RedisStreams.Conformance.Coordinating;

public sealed record MoveHouse
{
    public Guid HouseId { get; init; }

    public IReadOnlyList<string> Boxes { get; init; } = [];
}

public sealed record MoveBox
{
    public Guid BoxId { get; init; }

    public string Name { get; init; } = "";
}

public sealed record BoxMoved
{
    public Guid BoxId { get; init; }

    public string Name { get; init; } = "";
}

public sealed record HouseMoved
{
    public Guid HouseId { get; init; }

    public IReadOnlyList<string> Boxes { get; init; } = [];
}
