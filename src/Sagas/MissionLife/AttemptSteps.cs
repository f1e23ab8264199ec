using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Microsoft.Extensions.Options;

namespace Corporation.Sagas.MissionLife;

/// <summary>The ends of an attempt. Each returns the state that follows.</summary>
public sealed class AttemptSteps(IOptions<MissionLifeOptions> options, TimeProvider time)
{
    private readonly MissionLifeOptions _options = options.Value;

    /// <summary>Records the result.</summary>
    internal MissionLifeState Succeed(MissionState mission, MissionSucceeded report)
    {
        var result = report.Result.ValueKind is JsonValueKind.Undefined ? "null" : report.Result.GetRawText();
        var bytes = Encoding.UTF8.GetByteCount(result);
        if (bytes > _options.MaxResultBytes)
        {
            var error = new MissionError(
                MissionErrorTypes.UnusableResult,
                $"The result is {bytes} bytes of JSON; the limit is {_options.MaxResultBytes}. Return a reference to where it lies instead.");
            return Fail(mission, new MissionFailed
            {
                MissionId = report.MissionId,
                ClaimToken = report.ClaimToken,
                Error = error,
                Retryable = false,
                Usage = report.Usage,
            });
        }

        var now = time.GetUtcNow();
        ClaimSteps.MarkStarted(mission, now);
        KeepUsage(mission, report.Usage, now);
        mission.Append(new StoredResult { MissionId = mission.CorrelationId, Attempt = mission.Attempt, Result = result, RecordedAt = now });
        mission.ErrorType = null;
        mission.ErrorMessage = null;
        mission.Record(MissionEventNames.Succeeded, mission.FactoryId ?? Actors.Hq, now);
        return End(mission, MissionLifeState.Succeeded, report.ClaimToken, now);
    }

    /// <summary>Counts a failed attempt and decides what follows.</summary>
    internal MissionLifeState Fail(MissionState mission, MissionFailed report)
    {
        var now = time.GetUtcNow();
        ClaimSteps.MarkStarted(mission, now);
        KeepUsage(mission, report.Usage, now);
        var what = report.Error.Type == MissionErrorTypes.TimedOut ? MissionEventNames.AttemptTimedOut : MissionEventNames.AttemptFailed;
        NoteFailure(mission, what, report.Error, now);
        mission.LastReportedToken = report.ClaimToken;

        // Somebody wants it to end, so it ends: a failure is as good an occasion as any.
        if (mission.CancelRequestedAt is not null)
            return Cancel(mission, report.ClaimToken, now);

        // The factory's timer was cut to the deadline: not the attempt's time ran out but the mission's.
        if (report.Error.Type == MissionErrorTypes.TimedOut && mission.DeadlineAt < mission.AttemptEndsAt - _options.OverrunGraceDuration)
            return Expire(mission, now);

        if (report.Retryable)
            return RetryOrDeadLetter(mission, report.RetryAfterSeconds, now);

        mission.Record(MissionEventNames.Failed, Actors.Hq, now);
        return End(mission, MissionLifeState.Failed, report.ClaimToken, now);
    }

    /// <summary>The handler ended because of a cancel.</summary>
    internal MissionLifeState Stop(MissionState mission, MissionStopped report)
    {
        var now = time.GetUtcNow();
        KeepUsage(mission, report.Usage, now);
        return mission.CancelRequestedAt is null
            ? GiveBack(mission, "the factory stopped the handler although nobody asked HQ to cancel the mission", report.ClaimToken, now)
            : Cancel(mission, report.ClaimToken, now);
    }

    /// <summary>The factory gives the mission back; no retry is spent.</summary>
    internal MissionLifeState Release(MissionState mission, MissionReleased report)
    {
        var now = time.GetUtcNow();
        KeepUsage(mission, report.Usage, now);
        return mission.CancelRequestedAt is null
            ? GiveBack(mission, report.Reason, report.ClaimToken, now)
            : Cancel(mission, report.ClaimToken, now);
    }

    /// <summary>Takes the claim away: the lease lapsed, the attempt overran, or a newer process of the factory is there.</summary>
    internal MissionLifeState Lose(MissionState mission, string what, MissionError error)
    {
        var now = time.GetUtcNow();
        NoteFailure(mission, what, error, now);
        return mission.CancelRequestedAt is null ? RetryOrDeadLetter(mission, null, now) : Cancel(mission, null, now);
    }

    /// <summary>Ends the mission as cancelled.</summary>
    internal static MissionLifeState Cancel(MissionState mission, Guid? token, DateTimeOffset now)
    {
        mission.Record(MissionEventNames.Cancelled, Actors.Hq, now, Reason(mission.CancelReason));
        return End(mission, MissionLifeState.Cancelled, token, now);
    }

    /// <summary>Ends the mission because its deadline passed.</summary>
    internal static MissionLifeState Expire(MissionState mission, DateTimeOffset now)
    {
        mission.ErrorType = MissionErrorTypes.Expired;
        mission.ErrorMessage = $"The mission's deadline passed before it ended, after {mission.Attempt} attempts.";
        mission.Record(MissionEventNames.Expired, Actors.Hq, now);
        return End(mission, MissionLifeState.Expired, mission.LastReportedToken, now);
    }

    /// <summary>Puts the mission (back) into the queue.</summary>
    internal static MissionLifeState Queue(MissionState mission, DateTimeOffset now, JsonObject? details = null)
    {
        mission.OfferedAt = null;
        mission.PlacedFactoryId = null;
        mission.NextAttemptAt = null;
        mission.QueuedAt = now;
        mission.Record(MissionEventNames.Queued, Actors.Hq, now, details);
        return MissionLifeState.Queued;
    }

    /// <summary>A details object with a reason; null when there is none.</summary>
    internal static JsonObject? Reason(string? reason) => reason is null ? null : new JsonObject { ["reason"] = reason };

    private MissionLifeState RetryOrDeadLetter(MissionState mission, double? retryAfterSeconds, DateTimeOffset now)
    {
        if (mission.DeadlineAt <= now)
            return Expire(mission, now);

        if (mission.RetriesUsed >= mission.MaxRetries)
        {
            mission.Record(MissionEventNames.DeadLettered, Actors.Hq, now, new JsonObject
            {
                ["retries_used"] = mission.RetriesUsed,
                ["max_retries"] = mission.MaxRetries,
            });
            return End(mission, MissionLifeState.DeadLettered, mission.LastReportedToken, now);
        }

        mission.RetriesUsed++;
        var delay = retryAfterSeconds is { } seconds && double.IsFinite(seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, MissionLimits.MaxRetryDelaySeconds))
            : RetryBackOff.Before(mission.RetriesUsed, mission.RetryDelaySeconds, _options.MaxRetryDelay, Random.Shared.NextDouble());
        mission.NextAttemptAt = now + delay;
        LetGo(mission);
        mission.Record(MissionEventNames.RetryScheduled, Actors.Hq, now, new JsonObject
        {
            ["next_attempt_at"] = mission.NextAttemptAt.Value,
            ["delay_seconds"] = Math.Round(delay.TotalSeconds, 3),
        });
        return MissionLifeState.Retrying;
    }

    private static MissionLifeState GiveBack(MissionState mission, string reason, Guid token, DateTimeOffset now)
    {
        var place = mission.QueuedAt;
        mission.Record(MissionEventNames.Released, mission.FactoryId ?? Actors.Hq, now, Reason(reason.Cut(MissionLimits.MaxProgressLength)));
        mission.LastReportedToken = token;
        LetGo(mission);
        Queue(mission, now);

        // It has waited its turn once; being given back unharmed does not put it behind the others.
        mission.QueuedAt = place ?? now;
        return MissionLifeState.Queued;
    }

    private static MissionLifeState End(MissionState mission, MissionLifeState state, Guid? token, DateTimeOffset now)
    {
        mission.FinishedAt = now;
        mission.LastReportedToken = token ?? mission.LastReportedToken;
        mission.NextAttemptAt = null;
        mission.OfferedAt = null;
        mission.PlacedFactoryId = null;
        LetGo(mission);
        return state;
    }

    private static void LetGo(MissionState mission)
    {
        mission.ClaimToken = null;
        mission.FactoryEpoch = null;
        mission.LeaseExpiresAt = null;
        mission.AttemptEndsAt = null;
    }

    private static void NoteFailure(MissionState mission, string what, MissionError error, DateTimeOffset now)
    {
        mission.ErrorType = error.Type.Cut(MissionLimits.MaxProgressLength);
        mission.ErrorMessage = error.Message.Cut(MissionLimits.MaxErrorLength);
        mission.Record(what, mission.FactoryId ?? Actors.Hq, now, new JsonObject
        {
            ["error"] = new JsonObject { ["type"] = mission.ErrorType, ["message"] = mission.ErrorMessage },
        });
    }

    private static void KeepUsage(MissionState mission, IReadOnlyList<UsageEntry> usage, DateTimeOffset now)
    {
        foreach (var entry in usage)
        {
            mission.Append(new StoredUsage
            {
                MissionId = mission.CorrelationId,
                Attempt = mission.Attempt,
                Resource = entry.Resource.Cut(MissionLimits.MaxProgressLength),
                Unit = entry.Unit.Cut(MissionLimits.MaxProgressLength),
                Quantity = entry.Quantity.ToString(System.Globalization.CultureInfo.InvariantCulture),
                RecordedAt = now,
            });
        }
    }
}
