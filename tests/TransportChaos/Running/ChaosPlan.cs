using Corporation.TransportChaos.Ledgers;
using Corporation.TransportChaos.Striking;

namespace Corporation.TransportChaos.Running;

/// <summary>What one run sends, and what is done to it meanwhile.</summary>
internal sealed record ChaosPlan
{
    /// <summary>Some of everything; mostly what is mostly sent.</summary>
    public static IReadOnlyDictionary<ParcelKind, int> Everything { get; } = new Dictionary<ParcelKind, int>
    {
        [ParcelKind.Plain] = 60,
        [ParcelKind.Doomed] = 2,
        [ParcelKind.Delayed] = 3,
        [ParcelKind.Scheduled] = 4,
        [ParcelKind.Cancelled] = 1,
        [ParcelKind.FannedOut] = 10,
        [ParcelKind.Ordered] = 20,
    };

    /// <summary>Everything at once, for as long as it takes to send so many messages.</summary>
    public static ChaosPlan Long(int messages, int seed) => new()
    {
        Seed = seed,
        Messages = messages,
        Strikes = new Dictionary<StrikeKind, StrikePlan>
        {
            [StrikeKind.KillConsumer] = StrikePlan.Every(300, 1_500),
            [StrikeKind.KillProducer] = StrikePlan.Every(5_000, 20_000),
            [StrikeKind.KillServer] = StrikePlan.Every(4_000, 12_000),
            [StrikeKind.FreezeConsumer] = StrikePlan.Every(5_000, 15_000),
            [StrikeKind.CutConnections] = StrikePlan.Every(3_000, 10_000),
            [StrikeKind.RestartConsumer] = StrikePlan.Every(5_000, 15_000),
        },
        WaitsForReaping = true,
        DrainPatience = TimeSpan.FromMinutes(3),
    };

    /// <summary>Everything at once, each strike a few times, for as long as that takes: half a minute.</summary>
    public static ChaosPlan Short { get; } = new()
    {
        Strikes = new Dictionary<StrikeKind, StrikePlan>
        {
            [StrikeKind.KillConsumer] = StrikePlan.Every(500, 1_500, times: 6),
            [StrikeKind.KillProducer] = StrikePlan.Every(4_000, 6_000, times: 1),
            [StrikeKind.KillServer] = StrikePlan.Every(2_000, 5_000, times: 3),
            [StrikeKind.FreezeConsumer] = StrikePlan.Every(500, 2_000, times: 2),
            [StrikeKind.CutConnections] = StrikePlan.Every(1_000, 4_000, times: 4),
            [StrikeKind.RestartConsumer] = StrikePlan.Every(1_000, 3_000, times: 3),
        },
        LeaseDuration = TimeSpan.FromSeconds(2),
        SendersPerProducer = 4,
        WaitsForReaping = true,
    };

    /// <summary>Decides which strike comes when, and upon whom; not how the processes run meanwhile.</summary>
    public int Seed { get; init; } = Random.Shared.Next();

    public IReadOnlyDictionary<ParcelKind, int> Mix { get; init; } = Everything;

    public IReadOnlyDictionary<StrikeKind, StrikePlan> Strikes { get; init; } = new Dictionary<StrikeKind, StrikePlan>();

    /// <summary>How many messages to send; null to send until every strike was done.</summary>
    public int? Messages { get; init; }

    public int Consumers { get; init; } = 3;

    /// <summary>Every second one sends with deduplication.</summary>
    public int Producers { get; init; } = 2;

    public int SendersPerProducer { get; init; } = 16;

    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(4);

    public TimeSpan HandlingDuration { get; init; }

    /// <summary>Whether to wait until the names of consumers that were killed are gone, too.</summary>
    public bool WaitsForReaping { get; init; }

    /// <summary>How long it may take, after the last strike, until everything is handled.</summary>
    public TimeSpan DrainPatience { get; init; } = TimeSpan.FromSeconds(60);
}
