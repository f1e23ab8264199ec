using System.Collections.Concurrent;
using Corporation.Factory.Handling;

namespace Corporation.Factory.Tests.Harness;

/// <summary>What the test's handler is to do.</summary>
internal enum Deed
{
    Finish,
    Fail,
    Reject,
    RetryAfter,
    Throw,
    ThrowCancelled,
    ReturnNull,
    ReturnMuch,
    WaitForToken,
    IgnoreToken,
    BlockThread,
    WaitForRelease,
    Talk,
    ProgressAndWait,
}

internal sealed record Act(Deed Deed, int Amount = 0);

internal sealed record Acted(int Attempt, string Text);

/// <summary>Between a test and its handlers.</summary>
internal sealed class Stage
{
    public ConcurrentQueue<Guid> Entered { get; } = new();

    public ConcurrentQueue<Guid> Left { get; } = new();

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ManualResetEventSlim Gate { get; } = new();
}

/// <summary>Does what the test says. Safe to run twice: it changes nothing.</summary>
[MissionKind("act", Description = "Does what a test wants.", Concurrency = 4)]
internal sealed class ActHandler(Stage stage) : IMissionHandler<Act, Acted>
{
    public async Task<MissionOutcome<Acted>> HandleAsync(Act input, MissionContext context, CancellationToken cancellationToken)
    {
        stage.Entered.Enqueue(context.MissionId);
        try
        {
            return await PlayAsync(input, context, cancellationToken);
        }
        finally
        {
            stage.Left.Enqueue(context.MissionId);
        }
    }

    private async Task<MissionOutcome<Acted>> PlayAsync(Act input, MissionContext context, CancellationToken cancellationToken)
    {
        switch (input.Deed)
        {
            case Deed.Fail:
                return MissionOutcome.Fail("not today");
            case Deed.Reject:
                return MissionOutcome.Reject("never");
            case Deed.RetryAfter:
                return MissionOutcome.RetryAfter(TimeSpan.FromSeconds(input.Amount), "later");
            case Deed.Throw:
                throw new InvalidDataException("broken");
            case Deed.ThrowCancelled:
                throw new OperationCanceledException();
            case Deed.ReturnNull:
                return null!; // the mistake under test
            case Deed.ReturnMuch:
                return new Acted(context.Attempt, new string('x', input.Amount));
            case Deed.WaitForToken:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                break;
            case Deed.ProgressAndWait:
                context.Progress(input.Amount, "on its way");
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                break;
            case Deed.IgnoreToken or Deed.WaitForRelease:
                await stage.Release.Task;
                context.Log("too late");
                break;
            case Deed.BlockThread:
                stage.Gate.Wait(CancellationToken.None);
                break;
            case Deed.Talk:
                for (var number = 1; number <= input.Amount; number++)
                {
                    context.Log($"line {number}");
                    context.Progress(number * 100.0 / input.Amount, $"step {number}");
                }

                context.ReportUsage("model", "tokens", 2);
                context.ReportUsage("model", "tokens", 3);
                break;
        }

        return new Acted(context.Attempt, "done");
    }
}
