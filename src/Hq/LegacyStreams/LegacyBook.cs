using Corporation.Contracts.Missions;
using Corporation.Sagas.Fleet;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.LegacyStreams;

/// <summary>Which missions came from the old fleet, and which of their ends it has been told.</summary>
internal sealed class LegacyBook(IStoreReader reader, IStoreWriter writer, TimeProvider time)
{
    private const string NoteTold =
        """
        update legacy_missions set reported_at = $1
        where mission_id = $2 and exists (select 1 from missions m where m.mission_id = $2 and m.round = $3)
        """;

    private static readonly string Ended = string.Join(
        ", ", Enum.GetValues<MissionLifeState>().Where(state => state.IsTerminal()).Select(state => $"'{state}'"));

    private static readonly string Due =
        $"""
        select l.mission_id, l.job_id from legacy_missions l join missions m on m.mission_id = l.mission_id
        where l.reported_at is null and m.current_state in ({Ended}) and m.finished_at <= $1 order by l.mission_id limit $2
        """;

    /// <summary>What is known of a mission; null when it did not come from there.</summary>
    public ValueTask<LegacyMission?> FindAsync(Guid missionId, CancellationToken cancellationToken) =>
        reader.FindAsync<LegacyMission>(missionId, cancellationToken);

    /// <summary>Missions that ended before a time and whose ends have not been told, oldest first.</summary>
    public ValueTask<IReadOnlyList<LegacyMission>> DueAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => reader.QueryAsync(
        Due, static row => new LegacyMission { MissionId = row.GetGuid(0), JobId = row.GetString(1) }, [UnixMicroseconds.Of(before), most], cancellationToken);

    /// <summary>Notes that an end was told, unless somebody has begun a new round meanwhile.</summary>
    public Task NoteToldAsync(Guid missionId, int round, CancellationToken cancellationToken)
    {
        var now = UnixMicroseconds.Of(time.GetUtcNow());
        return writer.WriteAsync(
            session =>
            {
                session.Execute(NoteTold, now, missionId, round);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Takes a mission for one of that fleet that was submitted here, by the key that this fleet's missions have.</summary>
    public Task AdoptAsync(Guid missionId, LegacyEnvelope envelope, CancellationToken cancellationToken) => writer.WriteAsync(
        session =>
        {
            if (session.Query("select 1 from legacy_missions where mission_id = $1 or job_id = $2", static _ => true, missionId, envelope.JobId).Count == 0)
                session.Insert(new LegacyMission { MissionId = missionId, JobId = envelope.JobId, Envelope = envelope.Text });
            return true;
        },
        cancellationToken);
}
