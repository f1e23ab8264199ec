using Corporation.Contracts.Http;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Querying;

/// <summary>How many missions are in each state. Counted from the index alone, at most once a second however many ask.</summary>
internal sealed class MissionTally(IStoreReader store, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _gate = new(1);
    private MissionCounts? _counts;
    private long _countedAt;

    public async Task<MissionCounts> CountAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_counts is not null && time.GetElapsedTime(_countedAt) < Freshness)
                return _counts;

            var rows = await store.QueryAsync(
                "SELECT current_state, count(*) FROM missions GROUP BY current_state",
                row => (State: MissionRow.StateOf(row.GetString(0)), Count: row.GetInt64(1)),
                [],
                cancellationToken);
            _counts = new(rows.ToDictionary(row => row.State, row => row.Count));
            _countedAt = time.GetTimestamp();
            return _counts;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
