using System.Text.Json;
using Corporation.Contracts.Announcing;
using Corporation.Sagas.FactoryLife;
using Corporation.SagaStore.Writing;
using MassTransit;
using MassTransit.Mediator;

namespace Corporation.Hq.Fleet;

/// <summary>Tells the factory machine what HQ has heard, by whatever way.</summary>
internal sealed class FactoryEar(IMediator mediator)
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    private readonly IRequestClient<HearFactory> _hear = mediator.CreateRequestClient<HearFactory>();

    /// <summary>A factory process has announced itself.</summary>
    public Task<FactoryHeard> HearAsync(AnnounceFactory announcement, bool hasOtherKinds, CancellationToken cancellationToken) => AskAsync(
        new HearFactory
        {
            FactoryId = announcement.FactoryId,
            Epoch = announcement.Epoch,
            Cause = HeartbeatCause.Start,
            Source = FactorySources.Announcement,
            Role = announcement.Role,
            SoftwareVersion = announcement.Version,
            HasOtherKinds = hasOtherKinds,
        },
        cancellationToken);

    /// <summary>A factory process beats.</summary>
    public Task<FactoryHeard> HearAsync(FactoryHeartbeat beat, string source, CancellationToken cancellationToken) => AskAsync(
        new HearFactory
        {
            FactoryId = beat.FactoryId,
            Epoch = beat.Epoch,
            Sequence = beat.Sequence,
            Cause = beat.Cause,
            Source = source,
            Role = beat.Role,
            DeploymentProfile = beat.DeploymentProfile,
            SoftwareVersion = beat.Version,
            SoftwareCommit = beat.Commit,
            IntervalSeconds = beat.IntervalSeconds,
            Labels = JsonSerializer.Serialize(new SortedDictionary<string, string>(beat.Labels.ToDictionary(), StringComparer.Ordinal)),
            MaxConcurrency = beat.MaxConcurrency,
            Report = JsonSerializer.Serialize(new FactoryReport { Heartbeat = beat with { Kinds = [], Labels = NoLabels } }),
            ProbeHeard = beat.ProbeHeard,
            DeafQueues = beat.DeafQueues,
            Mode = beat.Mode,
        },
        cancellationToken);

    /// <summary>Something else that makes a factory known.</summary>
    /// <exception cref="StoreUnavailableException">It could not be stored; nothing is changed.</exception>
    public async Task<FactoryHeard> AskAsync(HearFactory heard, CancellationToken cancellationToken)
    {
        try
        {
            return (await _hear.GetResponse<FactoryHeard>(heard, cancellationToken)).Message;
        }
        catch (RequestException exception) when (exception.InnerException is StoreUnavailableException unavailable)
        {
            throw unavailable;
        }
    }
}
