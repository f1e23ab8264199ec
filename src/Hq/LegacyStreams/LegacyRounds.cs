using Corporation.Contracts.Missions;
using Corporation.Hq.Diagnostics;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.LegacyStreams;

/// <summary>A dead letter that somebody requeues will end a second time, and the old fleet is to hear of that, too: forgets that it was told.</summary>
internal sealed class LegacyRounds(IOptions<LegacyStreamsOptions> options, ILogger<LegacyRounds> logger) : ICommitContributor
{
    private readonly bool _isOn = options.Value.Enabled;

    /// <inheritdoc />
    public void Contribute(IReadOnlyList<object> insertedRows, ICommitGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (!_isOn)
            return;

        foreach (var row in insertedRows)
        {
            if (row is MissionEvent { Event: MissionEventNames.Requeued, MissionId: var missionId })
                _ = ObserveAsync(missionId, group.AddAsync(session => Forget(session, missionId)));
        }
    }

    private static bool Forget(IWriteSession session, Guid missionId)
    {
        session.Execute("update legacy_missions set reported_at = null where mission_id = $1", missionId);
        return true;
    }

    private async Task ObserveAsync(Guid missionId, Task adding)
    {
        try
        {
            await adding;
        }
        catch (OperationCanceledException)
        {
            // Nothing was stored, or it is added again.
        }
        catch (Exception exception)
        {
            Log.LegacyRoundNotNoted(logger, missionId, exception);
        }
    }
}
