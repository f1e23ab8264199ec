using Corporation.TransportBench.Accounting;
using Corporation.TransportBench.Measuring;
using Corporation.TransportBench.UnderTest;

namespace Corporation.TransportBench.Summing;

/// <summary>All that one run has measured. What was not measured is missing.</summary>
internal sealed class BenchResults
{
    public Dictionary<string, string> Versions { get; } = [];

    public Dictionary<string, long> BodyBytes { get; } = [];

    /// <summary>By publishers.</summary>
    public Readings<ThroughputReading> Throughput { get; } = new();

    /// <summary>By messages per second.</summary>
    public Readings<PacedReading> Latency { get; } = new();

    public double? IdleCpuPercentOfNothing { get; set; }

    public Dictionary<string, IdleReading> Idle { get; } = [];

    public Dictionary<string, (BacklogReading Small, BacklogReading Large)> Backlog { get; } = [];

    public Dictionary<string, IReadOnlyList<SoakSample>> Soak { get; } = [];

    public Dictionary<string, EndpointsReading> Endpoints { get; } = [];

    /// <summary>By transport, all turns including the warm-up.</summary>
    public Dictionary<string, TurnAccount> Accounts { get; } = [];

    public TurnAccount Total => Accounts.Values.Aggregate(default(TurnAccount), (sum, account) => sum + account);

    /// <summary>Messages that came to nobody: twice, or after they were given up as lost.</summary>
    public long Strays { get; private set; }

    /// <summary>How much of the machine others took during the turns, in percent of all processors.</summary>
    public Spread? OthersPercent { get; private set; }

    /// <summary>False when messages are missing: then no figure means anything.</summary>
    public bool IsSound => Total is { Lost: 0, PublishErrors: 0 };

    public void Close(TurnRunner runner, IReadOnlyList<ITransportUnderTest> transports)
    {
        foreach (var (key, account) in runner.Accounts)
            Accounts[key] = account;
        OthersPercent = Spread.Of(runner.OthersPercent);
        foreach (var transport in transports)
            BodyBytes[transport.Key] = transport.Reception.BodyBytes;
        Strays = transports.Sum(transport => transport.Reception.Strays);
    }
}
