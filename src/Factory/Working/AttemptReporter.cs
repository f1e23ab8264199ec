using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Working;

/// <summary>Tells HQ how an attempt ended, again and again until it answers, the claim is lost or the process ends.</summary>
internal sealed class AttemptReporter(HqLink hq, TimeProvider time, ILogger<AttemptReporter> logger)
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    public async Task ReportAsync(HeldAttempt attempt, AttemptEnding ending, CancellationToken processEnds)
    {
        var usage = await CloseRelayAsync(attempt);
        var missionId = attempt.Offer.MissionId;
        var token = attempt.Token;
        switch (ending)
        {
            case AttemptEnding.Forgotten:
                break;
            case AttemptEnding.Succeeded succeeded:
                await RepeatAsync(
                    attempt, new MissionSucceeded { MissionId = missionId, ClaimToken = token, Result = succeeded.Result, Usage = usage }, processEnds);
                break;
            case AttemptEnding.Failed failed:
                await RepeatAsync(attempt, FailureOf(attempt, failed, usage), processEnds);
                break;
            case AttemptEnding.Cancelled:
                await RepeatAsync(attempt, new MissionStopped { MissionId = missionId, ClaimToken = token, Usage = usage }, processEnds);
                break;
            case AttemptEnding.Released released:
                await RepeatAsync(
                    attempt, new MissionReleased { MissionId = missionId, ClaimToken = token, Reason = released.Reason, Usage = usage }, processEnds);
                break;
            default:
                throw new InvalidOperationException($"An ending of type {ending.GetType().Name} has no report.");
        }
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

    private async Task<IReadOnlyList<UsageEntry>> CloseRelayAsync(HeldAttempt attempt)
    {
        var closing = attempt.Relay.CloseAsync(attempt.Lost);
        try
        {
            return closing.IsCompletedSuccessfully ? await closing : await closing.WaitAsync(FlushTimeout, time);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Log lines may be lost; the result may not.
            Log.RelayFailed(logger, attempt.Offer.MissionId, exception.Message);
            return attempt.Relay.Used;
        }
    }

    private async Task RepeatAsync<TReport>(HeldAttempt attempt, TReport report, CancellationToken processEnds)
        where TReport : class
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(attempt.Lost, processEnds);
        var backoff = new Backoff();
        while (!linked.IsCancellationRequested)
        {
            try
            {
                var answer = await hq.AskAsync<TReport, ReportRecorded, ReportRefused>(report, linked.Token);
                if (answer.Is(out MassTransit.Response<ReportRefused>? refused))
                    Log.ReportRefused(logger, attempt.Offer.MissionId, attempt.Grant.Attempt, refused.Message.Reason);
                return;
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

        Log.ReportGivenUp(
            logger, attempt.Offer.MissionId, attempt.Grant.Attempt, attempt.Lost.IsCancellationRequested ? "the claim is lost" : "the process ends");
    }
}
