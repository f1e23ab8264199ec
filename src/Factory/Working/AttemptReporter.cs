using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Heartbeats;
using Corporation.Factory.Journaling;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Working;

/// <summary>Tells HQ how an attempt ended, again and again until it answers, the claim is lost or the process ends.</summary>
internal sealed class AttemptReporter(ReportSender sender, Journal journal, AttemptMetrics metrics, UsageSinceHeartbeat usage, TimeProvider time, ILogger<AttemptReporter> logger)
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    public async Task ReportAsync(HeldAttempt attempt, AttemptEnding ending, CancellationToken processEnds)
    {
        metrics.Ended(attempt.Offer.MissionKind, ending, time.GetUtcNow() - (attempt.EndsAt - attempt.Timeout));
        var flushing = attempt.Relay.CloseAsync(attempt.Lost);
        usage.Add(attempt.Relay.Used);

        // Kept before anything waits for HQ, log lines included: the result is worth more than they are. HQ is told meanwhile, as either is enough.
        var report = ReportOf(attempt, ending, attempt.Relay.Used);
        var keeping = report is null ? Task.CompletedTask : journal.KeepReportAsync(attempt, report);
        await FlushAsync(attempt, flushing);
        if (report is null || await IsAnsweredAsync(attempt, report, processEnds) || attempt.Lost.IsCancellationRequested)
            journal.Forget(attempt.Token);
        else
            await keeping;
    }

    /// <summary>Null when HQ is to be told nothing.</summary>
    private static object? ReportOf(HeldAttempt attempt, AttemptEnding ending, IReadOnlyList<UsageEntry> usage)
    {
        var (missionId, token) = (attempt.Offer.MissionId, attempt.Token);
        return ending switch
        {
            AttemptEnding.Forgotten => null,
            AttemptEnding.Succeeded succeeded => new MissionSucceeded { MissionId = missionId, ClaimToken = token, Result = succeeded.Result, Usage = usage },
            AttemptEnding.Failed failed => FailureOf(attempt, failed, usage),
            AttemptEnding.Cancelled => new MissionStopped { MissionId = missionId, ClaimToken = token, Usage = usage },
            AttemptEnding.Released released => new MissionReleased { MissionId = missionId, ClaimToken = token, Reason = released.Reason, Usage = usage },
            _ => throw new InvalidOperationException($"An ending of type {ending.GetType().Name} has no report."),
        };
    }

    private static MissionFailed FailureOf(HeldAttempt attempt, AttemptEnding.Failed failed, IReadOnlyList<UsageEntry> usage) => new()
    {
        MissionId = attempt.Offer.MissionId,
        ClaimToken = attempt.Token,
        Error = failed.Error,
        Retryable = failed.Retryable,
        RetryAfterSeconds = failed.RetryAfter is { } delay ? Math.Clamp(delay.TotalSeconds, 0, MissionLimits.MaxRetryDelaySeconds) : null,
        Usage = usage,
    };

    private async Task FlushAsync(HeldAttempt attempt, Task flushing)
    {
        try
        {
            if (flushing.IsCompletedSuccessfully)
                return;
            await flushing.WaitAsync(FlushTimeout, time);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Log lines may be lost; the result may not.
            Log.RelayFailed(logger, attempt.Offer.MissionId, exception.Message);
        }
    }

    private async Task<bool> IsAnsweredAsync(HeldAttempt attempt, object report, CancellationToken processEnds)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(attempt.Lost, processEnds);
        var backoff = new Backoff();
        while (!linked.IsCancellationRequested)
        {
            try
            {
                if (await sender.SendAsync(report, linked.Token) is { } reason)
                    Log.ReportRefused(logger, attempt.Offer.MissionId, attempt.Grant.Attempt, reason);
                return true;
            }
            catch (Exception exception) when (!linked.IsCancellationRequested)
            {
                // Any failure of the bus or of HQ: the result is worth repeating.
                var delay = backoff.Next();
                Log.ReportUnanswered(logger, attempt.Offer.MissionId, exception.Message, delay.TotalMilliseconds);
                await Task.Delay(delay, time, linked.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (MassTransit.RequestException)
            {
                // The token has fired while HQ was asked; the client may say so in its own way.
                break;
            }
        }

        var why = attempt.Lost.IsCancellationRequested ? "the claim is lost" : journal.HasFile ? "the process ends; the next one sends it" : "the process ends";
        Log.ReportGivenUp(logger, attempt.Offer.MissionId, attempt.Grant.Attempt, why);
        return false;
    }
}
