using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Writing;
using MassTransit;
using MassTransit.Mediator;
using Microsoft.Extensions.Options;

namespace Corporation.Sagas.Commanding;

/// <summary>Stores submissions and hands commands to the machine, both without the bus: they work while it is away.</summary>
internal sealed class MissionDesk(IStoreWriter store, IMediator mediator, IOptions<MissionLifeOptions> options, TimeProvider time) : IMissionDesk
{
    private const int MostRaces = 20;

    private readonly IRequestClient<CancelMission> _cancel = mediator.CreateRequestClient<CancelMission>();
    private readonly IRequestClient<RequeueMission> _requeue = mediator.CreateRequestClient<RequeueMission>();
    private readonly IRequestClient<DiscardMission> _discard = mediator.CreateRequestClient<DiscardMission>();

    public async Task<IReadOnlyList<FiledMission>> SubmitAsync(IReadOnlyList<NewMission> missions, CancellationToken cancellationToken)
    {
        for (var race = 1; ; race++)
        {
            try
            {
                return await store.WriteAsync(session => File(session, missions), cancellationToken);
            }
            catch (UniqueViolationException) when (race < MostRaces)
            {
                // Another HQ has stored a mission with one of the keys since it was looked up: now it will be found.
            }
        }
    }

    public Task<CommandOutcome> CancelAsync(Guid missionId, string actor, string? reason, CancellationToken cancellationToken) =>
        AskAsync(_cancel, new CancelMission(missionId, actor, reason), cancellationToken);

    public Task<CommandOutcome> RequeueAsync(Guid missionId, string actor, string? reason, CancellationToken cancellationToken) =>
        AskAsync(_requeue, new RequeueMission(missionId, actor, reason), cancellationToken);

    public Task<CommandOutcome> DiscardAsync(Guid missionId, string actor, string? reason, CancellationToken cancellationToken) =>
        AskAsync(_discard, new DiscardMission(missionId, actor, reason), cancellationToken);

    // One transaction for all: the key is looked up and the row inserted with nobody in between.
    private IReadOnlyList<FiledMission> File(IWriteSession session, IReadOnlyList<NewMission> missions)
    {
        var now = time.GetUtcNow();
        var filed = new List<FiledMission>(missions.Count);
        foreach (var submission in missions)
        {
            if (submission.IdempotencyKey is { } key && FindByKey(session, key) is { } known)
            {
                filed.Add(new FiledMission(known, Created: false));
                continue;
            }

            var mission = MissionBirth.Create(submission, options.Value, now);
            session.Insert(mission);
            foreach (var row in mission.TakeAppendedRows())
                session.Insert(row);
            filed.Add(new FiledMission(mission.CorrelationId, Created: true));
        }

        return filed;
    }

    private static Guid? FindByKey(IWriteSession session, string key)
    {
        var found = session.Query("select mission_id from missions where idempotency_key = $1", row => row.GetGuid(0), key);
        return found.Count == 0 ? null : found[0];
    }

    private static async Task<CommandOutcome> AskAsync<T>(IRequestClient<T> client, T command, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return (await client.GetResponse<CommandOutcome>(command, cancellationToken)).Message;
        }
        catch (RequestException exception) when (exception.InnerException is StoreUnavailableException unavailable)
        {
            throw unavailable;
        }
    }
}
