using Corporation.Contracts.Missions;
using Corporation.Hq.Querying;

namespace Corporation.Hq.LiveStreams;

/// <summary>Waits for missions to end, woken by the commit that ends them.</summary>
internal sealed class EndWaiter(CommitSignals signals, MissionLookup lookup, StreamClock clock)
{
    /// <summary>Returns when the mission has ended, does not exist, the time is over or HQ shuts down.</summary>
    public async Task WaitAsync(Guid missionId, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Stopping);
        using var watch = signals.Watch(missionId);
        var begun = clock.Time.GetTimestamp();
        while (true)
        {
            var end = watch.NextEnd();
            if (await lookup.StandingAsync(missionId, cancellationToken) is not { } standing || standing.State.IsTerminal())
                return;

            var left = limit - clock.Time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero || ending.IsCancellationRequested)
                return;

            await end.WaitAsync(left, clock.Time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
