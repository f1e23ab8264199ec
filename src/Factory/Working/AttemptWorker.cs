using System.Diagnostics;
using Corporation.Contracts.Missions;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Handling;
using Corporation.Factory.Journaling;
using Corporation.Factory.Workspaces;
using Corporation.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Working;

/// <summary>Runs the handler of one held attempt, and sees to it that HQ hears how it ended, also when the handler never ends.</summary>
internal sealed class AttemptWorker(
    HeldClaims claims,
    AttemptReporter reporter,
    Journal journal,
    WorkspaceStore workspaces,
    ProcessEnd end,
    ILogger<AttemptWorker> logger)
{
    public async Task RunAsync(HeldAttempt attempt, IHandlerInvoker invoker)
    {
        var offer = attempt.Offer;
        using var step = MissionTrace.Begin("run mission", ActivityKind.Internal, offer.MissionId, offer.MissionKind);
        step?.SetTag("mission.attempt", attempt.Grant.Attempt);
        var workspace = workspaces.Open(offer.MissionId, attempt.Grant.Attempt, attempt.Token);
        var handling = Task.FromResult<AttemptEnding>(new AttemptEnding.Forgotten());
        var succeeded = false;
        try
        {
            // What a process that is killed was running can be reported by the next one. Nobody waits for the disk: without the note the lease lapses.
            _ = journal.KeepClaimAsync(attempt);

            // Not begun at all if a cancel or the shutdown was faster.
            if (attempt.Reason is StopReason.None)
            {
                Log.AttemptStarted(logger, offer.MissionId, offer.MissionKind, attempt.Grant.Attempt);
                var context = ContextOf(attempt, workspace);

                // On a thread of its own: a handler that blocks before its first await must not keep its timeout from being reported.
                handling = Task.Run(() => invoker.InvokeAsync(offer.Payload.Context, context, attempt.Stopping));
                attempt.Relay.SendStart(handling);
                await Task.WhenAny(handling, attempt.Abandoned);
            }

            var ending = EndingOf(attempt, handling);
            succeeded = ending is AttemptEnding.Succeeded;
            step?.SetStatus(succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error, ending.GetType().Name);
            Log.AttemptEnded(logger, offer.MissionId, offer.MissionKind, attempt.Grant.Attempt, ending.GetType().Name);
            await reporter.ReportAsync(attempt, ending, end.Token);
        }
        finally
        {
            claims.Remove(attempt);
            claims.Leave();
            attempt.Dispose();
        }

        await WaitForTheAbandonedAsync(attempt, handling);
        workspaces.Close(workspace, succeeded);
    }

    private static MissionContext ContextOf(HeldAttempt attempt, MissionWorkspace workspace) => new(attempt.Relay, workspace)
    {
        MissionId = attempt.Offer.MissionId,
        MissionKind = attempt.Offer.MissionKind,
        Task = attempt.Offer.Payload.Task,
        Attempt = attempt.Grant.Attempt,
        AttemptEndsAt = attempt.EndsAt,
        DeadlineAt = attempt.Offer.DeadlineAt,
    };

    private AttemptEnding EndingOf(HeldAttempt attempt, Task<AttemptEnding> handling)
    {
        var reason = attempt.EndHandling();
        if (handling.IsFaulted)
            Log.HandlerThrew(logger, handling.Exception.GetBaseException(), attempt.Offer.MissionId, attempt.Offer.MissionKind, attempt.Grant.Attempt);
        else if (!handling.IsCompleted)
            Log.HandlerAbandoned(logger, attempt.Offer.MissionId, attempt.Offer.MissionKind, reason);

        return reason switch
        {
            StopReason.None => OwnEndingOf(handling),
            StopReason.TimedOut => AttemptEnding.Failure(
                MissionErrorTypes.TimedOut, $"The attempt did not end within its timeout of {attempt.Timeout.TotalSeconds:0.###} s.", retryable: true),
            StopReason.CancelRequested => new AttemptEnding.Cancelled(),
            StopReason.LeaseLost => new AttemptEnding.Forgotten(),

            // A handler that used its grace to finish has finished.
            StopReason.ShuttingDown when handling is { IsCompletedSuccessfully: true, Result: AttemptEnding.Succeeded done } => done,
            StopReason.ShuttingDown => new AttemptEnding.Released("The factory is shutting down."),
            _ => throw new InvalidOperationException($"Stop reason {reason} has no ending."),
        };
    }

    private static AttemptEnding OwnEndingOf(Task<AttemptEnding> handling)
    {
        if (handling.IsCompletedSuccessfully)
            return handling.Result;
        if (handling.IsCanceled)
        {
            return AttemptEnding.Failure(
                typeof(OperationCanceledException).FullName ?? "", "The handler cancelled itself; nobody had asked it to stop.", retryable: true);
        }

        return AttemptEnding.Of(handling.Exception?.GetBaseException() ?? new InvalidOperationException("The handler did not end."));
    }

    /// <summary>The slot stays taken: what keeps a thread or a device must not be started a second time beside itself.</summary>
    private async Task WaitForTheAbandonedAsync(HeldAttempt attempt, Task<AttemptEnding> handling)
    {
        if (handling.IsCompleted)
            return;
        await Task.WhenAny(handling, end.Task);
        if (!handling.IsCompleted)
            return;
        Log.AbandonedHandlerEnded(logger, attempt.Offer.MissionId, attempt.Offer.MissionKind);
        if (handling.IsFaulted)
            Log.HandlerThrew(logger, handling.Exception.GetBaseException(), attempt.Offer.MissionId, attempt.Offer.MissionKind, attempt.Grant.Attempt);
    }
}
