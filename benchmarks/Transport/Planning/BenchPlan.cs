namespace Corporation.TransportBench.Planning;

/// <summary>What one run of the benchmark does.</summary>
internal sealed record BenchPlan
{
    public static IReadOnlyList<int> Publishers { get; } = [1, 16, 64];

    /// <summary>Messages per second.</summary>
    public static IReadOnlyList<int> Rates { get; } = [200, 2_000, 5_000];

    /// <summary>In the order in which they take turns.</summary>
    public required IReadOnlyList<string> Transports { get; init; }

    public required IReadOnlySet<BenchPart> Parts { get; init; }

    public required bool Json { get; init; }

    /// <summary>A check that everything works; its figures can't be compared with anything.</summary>
    public required bool Quick { get; init; }

    /// <summary>Whether transports with <c>appendfsync always</c> take part in throughput.</summary>
    public required bool Durable { get; init; }

    public required int Rounds { get; init; }

    /// <summary>0 when that part is left out, as with the next two.</summary>
    public required int BacklogMessages { get; init; }

    public required long SoakMessages { get; init; }

    public required int Endpoints { get; init; }

    // The JIT needs more than 40,000 messages until the code is as fast as it gets.
    public int WarmUpMessages => Quick ? 4_000 : 150_000;

    /// <summary>At most 50,000 messages, since the in-memory transport keeps all that is not consumed yet on our heap.</summary>
    public TurnSize Turn => Quick ? new(8_000, TimeSpan.FromSeconds(1)) : new(50_000, TimeSpan.FromSeconds(4));

    public TimeSpan PacedTime => TimeSpan.FromSeconds(Quick ? 1 : 5);

    public IdleSize Idle => Quick
        ? new(Watching: TimeSpan.FromSeconds(3), Waking: TimeSpan.FromSeconds(3))
        : new(Watching: TimeSpan.FromSeconds(10), Waking: TimeSpan.FromSeconds(20));

    public int SmallBacklog => Math.Min(10_000, Math.Max(100, BacklogMessages / 10));
}
