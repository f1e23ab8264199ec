using Corporation.Contracts.Missions;
using Corporation.Hq.Querying;

namespace Corporation.Hq.LegacyStreams;

/// <summary>Tells the old fleet how a mission has ended.</summary>
internal sealed class LegacyTeller(LegacyBook book, MissionLookup lookup, LegacyWriter streams)
{
    /// <summary>Tells an end that has not been told, and notes that it was.</summary>
    /// <remarks>In this order: a crash between the two tells it again, the other way round it would never be told.</remarks>
    public async Task TellAsync(Guid missionId, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(missionId, cancellationToken) is not { ReportedAt: null } legacy
            || await lookup.DetailAsync(missionId, cancellationToken) is not { } mission
            || !mission.State.IsTerminal())
            return;

        await streams.PublishAsync(LegacyResult.Of(legacy.JobId, legacy.Envelope, mission), withDeadLetter: true, cancellationToken);
        LegacyMetrics.Results.Add(1);
        await book.NoteToldAsync(missionId, mission.Round, cancellationToken);
    }

    /// <summary>Somebody has delegated a mission again: if its end has been told, it is told once more. Nothing else changes.</summary>
    public async Task TellAgainAsync(Guid missionId, LegacyEnvelope envelope, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(missionId, cancellationToken) is not { } legacy)
        {
            await book.AdoptAsync(missionId, envelope, cancellationToken);
            return;
        }

        // One that has not been told is on its way.
        if (legacy.ReportedAt is null || await lookup.DetailAsync(missionId, cancellationToken) is not { } mission || !mission.State.IsTerminal())
            return;

        await streams.PublishAsync(LegacyResult.Of(legacy.JobId, legacy.Envelope, mission), withDeadLetter: false, cancellationToken);
        LegacyMetrics.Results.Add(1);
    }
}
