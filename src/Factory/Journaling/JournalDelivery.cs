using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Working;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Journaling;

/// <summary>
/// Tells HQ what earlier processes could not: their unsent reports, and that the attempts without one were interrupted. Again and again until each is answered.
/// </summary>
/// <remarks>
/// In rounds, each entry once in a round: one that HQ can't digest does not keep the others waiting. An interruption is a failure that may be retried, and
/// not a release: a mission that takes its factory down with it must spend its attempts.
/// </remarks>
internal sealed class JournalDelivery(
    Journal journal, ReportSender sender, FactoryIdentity identity, JournalMetrics metrics, TimeProvider time, ILogger<JournalDelivery> logger)
{
    private const int AtATime = 8;

    /// <summary>Runs until everything is answered or <paramref name="stopping"/>: what is left then waits for the next process.</summary>
    /// <param name="accepted">Completes when HQ has accepted this process; before that HQ may not know which claims are spoken for.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task DeliverAsync(Task accepted, CancellationToken stopping)
    {
        if (!journal.HasFile)
            return;
        try
        {
            await accepted.WaitAsync(stopping);
            await journal.Known.WaitAsync(stopping);
            var backoff = new Backoff();
            for (var left = journal.Left; left.Count > 0; left = journal.Left)
            {
                await Parallel.ForEachAsync(
                    left, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = stopping }, DeliverOnceAsync);
                if (journal.Left.Count == 0)
                    break;
                metrics.Unanswered.Add(journal.Left.Count);
                var delay = backoff.Next();
                Log.LeftReportsUnanswered(logger, journal.Left.Count, left.Count, delay.TotalMilliseconds);
                await Task.Delay(delay, time, stopping);
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // What is left stays in the journal. A client that is cancelled says so in its own way, so it is not only one type.
        }
    }

    private async ValueTask DeliverOnceAsync(JournalEntry entry, CancellationToken stopping)
    {
        try
        {
            var report = journal.ReadLeft(entry);
            var refusal = await sender.SendAsync(report ?? InterruptionOf(entry), stopping);
            if (refusal is { } reason && report is not null)
                Log.ReportRefused(logger, entry.MissionId, entry.Attempt, reason);
            Log.LeftReportAnswered(logger, entry.MissionId, entry.Attempt, report?.GetType().Name ?? "interrupted", refusal?.ToString() ?? "recorded");
            journal.Forget(entry.Token);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            // Any failure of the bus, of HQ or of the disk: it comes again in the next round.
            Log.LeftReportUnanswered(logger, entry.MissionId, exception.Message);
        }
    }

    private MissionFailed InterruptionOf(JournalEntry entry) => new()
    {
        MissionId = entry.MissionId,
        ClaimToken = entry.Token,
        Error = new(MissionErrorTypes.FactoryRestarted, $"Factory {identity.FactoryId} restarted while it ran the attempt."),
        Retryable = true,
    };
}
