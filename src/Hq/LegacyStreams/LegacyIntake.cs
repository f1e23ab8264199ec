using Corporation.Hq.Diagnostics;
using Corporation.Hq.Refusing;
using Corporation.Runtime.Telemetry;
using Corporation.Sagas.Commanding;
using Corporation.SagaStore.Writing;
using StackExchange.Redis;

namespace Corporation.Hq.LegacyStreams;

/// <summary>Makes one entry of the old fleet a mission, and settles it only when that is stored; or a dead letter, with the reason.</summary>
internal sealed class LegacyIntake(LegacyDoor door, IMissionDesk desk, LegacyTeller teller, LegacyWriter streams, ILogger<LegacyIntake> logger)
{
    private const int LongestReason = 4_000;

    /// <summary>Handles an entry to its end. What it throws leaves the entry pending, to be handled again.</summary>
    /// <exception cref="StoreUnavailableException">The database is away.</exception>
    /// <exception cref="RedisException">The server with the streams is away.</exception>
    public async Task HandleAsync(LegacyEntry entry, CancellationToken cancellationToken)
    {
        if (entry.IsGone)
        {
            await streams.AcknowledgeAsync(entry, cancellationToken);
            return;
        }

        var errors = new InputErrors();
        LegacyEnvelope envelope;
        NewMission? mission;
        try
        {
            (envelope, mission) = door.Admit(entry, errors);
        }
        catch (Exception exception) when (IsDefect(exception))
        {
            Log.LegacyEntryBroke(logger, entry.Id, exception);
            await RejectAsync(entry, LegacyEnvelope.Unread(entry), $"HQ could not read the mission: {exception.Message}", cancellationToken);
            return;
        }

        if (mission is null)
            await RejectAsync(entry, envelope, ReasonOf(errors), cancellationToken);
        else
            await FileAsync(entry, envelope, mission, cancellationToken);
    }

    private async Task FileAsync(LegacyEntry entry, LegacyEnvelope envelope, NewMission mission, CancellationToken cancellationToken)
    {
        var begun = MissionTrace.Now();
        FiledMission filed;
        try
        {
            filed = (await desk.SubmitAsync([mission], cancellationToken))[0];
        }
        catch (Exception exception) when (IsDefect(exception))
        {
            Log.LegacyEntryBroke(logger, entry.Id, exception);
            await RejectAsync(entry, envelope, $"HQ could not store the mission: {exception.Message}", cancellationToken);
            return;
        }

        if (filed.Created)
            MissionTrace.Tell("submit mission", begun, filed.MissionId, mission.MissionKind);
        else
            await teller.TellAgainAsync(filed.MissionId, envelope, cancellationToken);

        // Not before it is stored: XACK takes the entry from the pending ones, so a crash between the two would lose the mission. A crash here only
        // brings the entry again, and its job_id is known then.
        await streams.AcknowledgeAsync(entry, cancellationToken);
        (filed.Created ? LegacyMetrics.Consumed : LegacyMetrics.Duplicates).Add(1);
        Log.LegacyEntryFiled(logger, entry.Id, filed.MissionId, filed.Created);
    }

    private async Task RejectAsync(LegacyEntry entry, LegacyEnvelope envelope, string reason, CancellationToken cancellationToken)
    {
        if (!await streams.DeadLetterAsync(entry, envelope, reason, cancellationToken))
            return;

        LegacyMetrics.Rejected.Add(1);
        Log.LegacyEntryRejected(logger, entry.Id, reason);
    }

    // Not the store's state but this entry: it would fail again and again, and hold up all behind it.
    private static bool IsDefect(Exception exception) => exception is not (StoreUnavailableException or OperationCanceledException);

    private static string ReasonOf(InputErrors errors)
    {
        var reasons = errors.ToRefusal().Errors!.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}"));
        var text = string.Join(' ', reasons);
        return text.Length <= LongestReason ? text : text[..LongestReason] + "…";
    }
}
