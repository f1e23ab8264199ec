using Corporation.Contracts.Http;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Querying;

/// <summary>How many missions are in each state. Counted from the index alone, at most once a second however many ask.</summary>
internal sealed class MissionTally(IStoreReader store, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private MissionCounts? _counts;
    private long _countedAt;

    public MissionCounts Count()
    {
        lock (_gate)
        {
            if (_counts is not null && time.GetElapsedTime(_countedAt) < Freshness)
                return _counts;

            _counts = new(store
                .Query("SELECT current_state, count(*) FROM missions GROUP BY current_state", row => (State: MissionRow.StateOf(row.GetString(0)), Count: row.GetInt64(1)))
                .ToDictionary(row => row.State, row => row.Count));
            _countedAt = time.GetTimestamp();
            return _counts;
        }
    }
}
