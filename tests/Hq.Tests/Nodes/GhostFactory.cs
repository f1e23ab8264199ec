using System.Text.Json;
using Corporation.Contracts;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using MassTransit;

namespace Corporation.Hq.Tests.Nodes;

/// <summary>A factory on the node's bus that does nothing by itself: the test says when it claims and reports, and it never renews.</summary>
internal sealed class GhostFactory(IBus bus, string id = GhostFactory.Id)
{
    public const string Kind = "ghost_work";
    public const string Id = "ghost";
    private const long FirstEpoch = 1;

    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");
    private readonly IClientFactory _clients = bus.CreateClientFactory();

    private long _beats;

    public GhostFactory(TestNode node, string id = Id)
        : this(node.Get<IBus>(), id)
    {
    }

    public Task AnnounceAsync(long epoch = FirstEpoch, IReadOnlyList<Guid>? pending = null, string? schema = null, string? version = null) => AskAsync<AnnounceFactory, FactoryAccepted>(new AnnounceFactory
    {
        FactoryId = id,
        Epoch = epoch,
        PendingReports = pending ?? [],
        Role = "LOCAL_WORKER",
        Version = "1",
        Kinds =
        [
            new KindAnnouncement
            {
                MissionKind = Kind, Description = "Nothing.", Slots = 1, TimeoutSeconds = 600, MaxRetries = 0, RetryDelaySeconds = 1,
                InputSchema = schema is null ? AnyObject : JsonElement.Parse(schema), ResultSchema = AnyObject, Version = version,
            },
        ],
    });

    public Task<ClaimGranted> ClaimAsync(Guid missionId, long epoch = FirstEpoch) => AskAsync<ClaimMission, ClaimGranted>(
        new ClaimMission { MissionId = missionId, Attempt = 1, FactoryId = id, Epoch = epoch });

    /// <summary>Beats with the next number.</summary>
    public Task<HeartbeatHeard> BeatAsync(
        string[]? labels = null, FactoryMode mode = FactoryMode.Active, HeartbeatCause cause = HeartbeatCause.Interval, Func<FactoryHeartbeat, FactoryHeartbeat>? change = null)
    {
        var beat = new FactoryHeartbeat
        {
            FactoryId = id,
            Epoch = FirstEpoch,
            Sequence = ++_beats,
            Cause = cause,
            IntervalSeconds = 60,
            Role = "LOCAL_WORKER",
            DeploymentProfile = "vps",
            Version = "1",
            Host = new HostFacts { Name = "host", Os = "Linux", Architecture = "x64", Cores = 2, MemoryBytes = 1L << 34, ProcessId = 1, UptimeSeconds = 1 },
            Labels = (labels ?? []).Select(label => label.Split('=')).ToDictionary(label => label[0], label => label.ElementAtOrDefault(1) ?? ""),
            Kinds = [],
            Mode = mode,
            ProbeHeard = _beats,
        };
        return AskAsync<FactoryHeartbeat, HeartbeatHeard>(change?.Invoke(beat) ?? beat);
    }

    /// <summary>Claims, and says why HQ would not have it.</summary>
    public async Task<ClaimDenial?> DenialAsync(Guid missionId, long epoch = FirstEpoch)
    {
        var client = _clients.CreateRequestClient<ClaimMission>(QueueNames.Address(QueueNames.Hq));
        var answer = await client.GetResponse<ClaimGranted, ClaimDenied>(
            new ClaimMission { MissionId = missionId, Attempt = 1, FactoryId = id, Epoch = epoch }, TestContext.Current.CancellationToken);
        return answer.Is(out Response<ClaimDenied>? denied) ? denied.Message.Reason : null;
    }

    public Task SucceedAsync(ClaimGranted claim) => AskAsync<MissionSucceeded, ReportRecorded>(
        new MissionSucceeded { MissionId = claim.MissionId, ClaimToken = claim.ClaimToken, Result = AnyObject });

    public Task InterruptAsync(ClaimGranted claim) => AskAsync<MissionFailed, ReportRecorded>(new MissionFailed
    {
        MissionId = claim.MissionId,
        ClaimToken = claim.ClaimToken,
        Error = new(MissionErrorTypes.FactoryRestarted, "restarted"),
        Retryable = true,
    });

    /// <summary>Reports success, and says whether HQ would not have it.</summary>
    public async Task<bool> IsRefusedAsync(ClaimGranted claim)
    {
        var client = _clients.CreateRequestClient<MissionSucceeded>(QueueNames.Address(QueueNames.Hq));
        var answer = await client.GetResponse<ReportRecorded, ReportRefused>(
            new MissionSucceeded { MissionId = claim.MissionId, ClaimToken = claim.ClaimToken, Result = AnyObject }, TestContext.Current.CancellationToken);
        return answer.Is(out Response<ReportRefused>? _);
    }

    /// <summary>Asks HQ anything.</summary>
    public async Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question)
        where TQuestion : class
        where TAnswer : class
    {
        var client = _clients.CreateRequestClient<TQuestion>(QueueNames.Address(QueueNames.Hq));
        return (await client.GetResponse<TAnswer>(question, TestContext.Current.CancellationToken)).Message;
    }
}
