using System.Text.Json;
using Corporation.Contracts;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using MassTransit;

namespace Corporation.Hq.Tests.Nodes;

/// <summary>A factory on the node's bus that does nothing by itself: the test says when it claims and reports, and it never renews.</summary>
internal sealed class GhostFactory(IBus bus)
{
    public const string Kind = "ghost_work";
    public const string Id = "ghost";
    private const long FirstEpoch = 1;

    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");
    private readonly IClientFactory _clients = bus.CreateClientFactory();

    public GhostFactory(TestNode node)
        : this(node.Get<IBus>())
    {
    }

    public Task AnnounceAsync(long epoch = FirstEpoch, IReadOnlyList<Guid>? pending = null) => AskAsync<AnnounceFactory, FactoryAccepted>(new AnnounceFactory
    {
        FactoryId = Id,
        Epoch = epoch,
        PendingReports = pending ?? [],
        Role = "LOCAL_WORKER",
        Version = "1",
        Kinds =
        [
            new KindAnnouncement
            {
                MissionKind = Kind, Description = "Nothing.", Slots = 1, TimeoutSeconds = 600, MaxRetries = 0, RetryDelaySeconds = 1,
                InputSchema = AnyObject, ResultSchema = AnyObject,
            },
        ],
    });

    public Task<ClaimGranted> ClaimAsync(Guid missionId) => AskAsync<ClaimMission, ClaimGranted>(
        new ClaimMission { MissionId = missionId, Attempt = 1, FactoryId = Id, Epoch = FirstEpoch });

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
