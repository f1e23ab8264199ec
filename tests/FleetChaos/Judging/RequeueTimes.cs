using Corporation.FleetChaos.Running;
using Corporation.FleetChaos.Striking;
using Corporation.Sagas.Storage;

namespace Corporation.FleetChaos.Judging;

/// <summary>How long what a killed factory held had to wait until it was queued again, from the stored events.</summary>
internal static class RequeueTimes
{
    // Events after the claim still bear its attempt; one that ended otherwise has no such event.
    private const string FirstQueued =
        "select min(occurred_at) from mission_events where mission_id = $1 and attempt = $2 and event = 'queued' and occurred_at >= $3";

    public static async Task<IReadOnlyList<double>> ReadAsync(StoreView store, IEnumerable<FactoryDeath> deaths, CancellationToken cancellationToken)
    {
        var seconds = new List<double>();
        foreach (var death in deaths)
        {
            foreach (var held in death.Held)
            {
                var queued = await store.AskAsync(
                    FirstQueued, row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0), cancellationToken, held.MissionId, held.Attempt, UnixMicroseconds.Of(death.At));
                if (queued[0] is { } at)
                    seconds.Add((UnixMicroseconds.ToTime(at) - death.At).TotalSeconds);
            }
        }

        seconds.Sort();
        return seconds;
    }

    /// <summary>The smallest value that so many percent don't exceed; null when there is none.</summary>
    public static double? Percentile(IReadOnlyList<double> sorted, double percent) =>
        sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100) - 1)];
}
