using Corporation.Hq.Querying;
using Corporation.Sagas.Commanding;

namespace Corporation.Hq.Api;

/// <summary>What may be done with many dead letters at once.</summary>
internal enum DeadLetterAction
{
    Requeue,
    Discard,
}

/// <summary>Runs a command on every dead letter of a selection, a page at a time.</summary>
internal sealed class DeadLetterDesk(MissionList list, IMissionDesk desk)
{
    private const int PageSize = 200;

    /// <summary>Commands that arrive together share one flush to disk.</summary>
    private const int Together = 32;

    public Task<int> CountAsync(MissionFilter filter, CancellationToken cancellationToken) => list.CountAsync(filter, cancellationToken);

    /// <param name="filter">The selection.</param>
    /// <param name="most">How many the caller has confirmed; those that come later are not touched.</param>
    /// <param name="action">What to do.</param>
    /// <param name="actor">Who does it, for the timeline.</param>
    /// <param name="reason">Why, for the timeline.</param>
    /// <param name="cancellationToken">Stops after the commands under way.</param>
    /// <returns>How many were changed.</returns>
    public async Task<int> RunAsync(
        MissionFilter filter, int most, DeadLetterAction action, string actor, string? reason, CancellationToken cancellationToken)
    {
        var (seen, changed) = (0, 0);
        ListCursor? after = null;
        while (seen < most)
        {
            // The cursor goes on below the last id, so one that dies again meanwhile is not met twice.
            var page = await list.PageAsync(filter, Math.Min(PageSize, most - seen), after, cancellationToken);
            foreach (var together in page.Missions.Chunk(Together))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var outcomes = await Task.WhenAll(together.Select(mission => action == DeadLetterAction.Requeue
                    ? desk.RequeueAsync(mission.JobId, actor, reason, cancellationToken)
                    : desk.DiscardAsync(mission.JobId, actor, reason, cancellationToken)));
                changed += outcomes.Count(outcome => outcome.Verdict == CommandVerdict.Done);
            }

            seen += page.Missions.Count;
            if (page.NextCursor is null)
                break;
            if (ListCursor.Read(page.NextCursor, filter, out var next) is { } problem)
                throw new InvalidOperationException($"HQ's own cursor {problem}");
            after = next;
        }

        return changed;
    }
}
