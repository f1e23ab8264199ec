using Corporation.Contracts.Missions;
using Corporation.Hq.Querying;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Retaining;

/// <summary>Finds missions that ended long ago, and removes them with all that belongs to them.</summary>
/// <remarks>
/// No index of its own: a mission ends after it was submitted and its id says when that was, so the index of state and id leads there. What it meets in
/// vain are missions that took very long, and dead letters that nobody has decided about.
/// </remarks>
internal sealed class EndedMissions(IStoreReader reader, IStoreWriter writer)
{
    /// <summary>The mission's own row last: whoever sees it sees a whole mission.</summary>
    private static readonly string[] Removals =
    [
        "delete from mission_events where mission_id = $1",
        "delete from mission_log_lines where mission_id = $1",
        "delete from mission_usage where mission_id = $1",
        "delete from mission_results where mission_id = $1",
        "delete from mission_payloads where mission_id = $1",
        "delete from legacy_missions where mission_id = $1",
        "delete from missions where mission_id = $1",
    ];

    /// <summary>The states from which a mission may be removed.</summary>
    public static IReadOnlyList<MissionLifeState> States { get; } =
        [MissionLifeState.Succeeded, MissionLifeState.Failed, MissionLifeState.Cancelled, MissionLifeState.Expired, MissionLifeState.DeadLettered];

    /// <summary>The oldest missions of a state that ended before a time, by id.</summary>
    public ValueTask<IReadOnlyList<Guid>> FindAsync(
        MissionLifeState state, DateTimeOffset before, Guid after, int most, CancellationToken cancellationToken) => reader.QueryAsync(
        $"""
        select mission_id from missions
        where current_state = $1 and mission_id > $2 and mission_id < $3 and {EndOf(state)} < $4
        order by mission_id limit $5
        """,
        row => row.GetGuid(0),
        [state.ToString(), after, MissionListSql.IdAt(before), UnixMicroseconds.Of(before), most],
        cancellationToken);

    /// <summary>Removes what <see cref="FindAsync"/> found, if it is still so and no other HQ is at it.</summary>
    /// <returns>How many missions are gone.</returns>
    public Task<int> RemoveAsync(MissionLifeState state, DateTimeOffset before, IReadOnlyList<Guid> found, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => Remove(session, state, before, found), cancellationToken);

    private static int Remove(IWriteSession session, MissionLifeState state, DateTimeOffset before, IReadOnlyList<Guid> found)
    {
        var isShared = session.Engine == StoreEngine.PostgreSql;
        var removed = session.Query(
            $"""
            select mission_id from missions
            where current_state = $1 and mission_id >= $2 and mission_id <= $3 and {EndOf(state)} < $4
            order by mission_id{(isShared ? " for update skip locked" : "")}
            """,
            row => row.GetGuid(0),
            state.ToString(), found[0], found[^1], UnixMicroseconds.Of(before));
        if (removed.Count == 0)
            return 0;

        if (isShared)
            session.Execute(AppendOnlyEvents.AllowRemoval);
        foreach (var mission in removed)
        {
            foreach (var removal in Removals)
                session.Execute(removal, mission);
        }

        // Others may share the transaction.
        if (isShared)
            session.Execute(AppendOnlyEvents.ForbidRemoval);
        return removed.Count;
    }

    /// <summary>A dead letter has ended when somebody says so.</summary>
    private static string EndOf(MissionLifeState state) => state == MissionLifeState.DeadLettered ? "discarded_at" : "finished_at";
}
