using System.Collections.Concurrent;
using Corporation.Factory.Handling;

namespace Corporation.Hq.Tests.Nodes;

internal sealed record Label(string Name);

internal sealed record Named(string Name);

/// <summary>What the handlers of one test did, and how the test holds them up.</summary>
internal sealed class Stage
{
    public ConcurrentQueue<string> Begun { get; } = new();

    public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static ConcurrentDictionary<string, Stage> All { get; } = new();

    public static Stage Of(string name) => All.GetOrAdd(name, _ => new Stage());
}

/// <summary>One at a time; notes the order and waits for the test. Safe to run twice: it only notes.</summary>
[MissionKind("one_at_a_time", Description = "Notes the order.", Concurrency = 1, TimeoutSeconds = 60, RetryDelaySeconds = 0.05)]
internal sealed class OneAtATimeHandler : IMissionHandler<Label, Named>
{
    public async Task<MissionOutcome<Named>> HandleAsync(Label input, MissionContext context, CancellationToken cancellationToken)
    {
        var stage = Stage.Of(input.Name.Split('/')[0]);
        stage.Begun.Enqueue(input.Name);
        await stage.Open.Task.WaitAsync(cancellationToken);
        return new Named(input.Name);
    }
}

/// <summary>Fails a number of times. Safe to run twice: it only counts attempts.</summary>
[MissionKind("flaky", Description = "Fails at first.", TimeoutSeconds = 60, MaxRetries = 3, RetryDelaySeconds = 0.05)]
internal sealed class FlakyHandler : IMissionHandler<Flaky, Named>
{
    public Task<MissionOutcome<Named>> HandleAsync(Flaky input, MissionContext context, CancellationToken cancellationToken)
    {
        context.Log($"attempt {context.Attempt}");
        context.Progress(50, "half way");
        context.ReportUsage("cpu", "seconds", 0.25m);
        MissionOutcome<Named> outcome = context.Attempt <= input.Failures
            ? MissionOutcome.Fail($"attempt {context.Attempt} had no luck")
            : new Named("done");
        return Task.FromResult(outcome);
    }
}

internal sealed record Flaky(int Failures);

/// <summary>Logs 25 lines. Safe to run twice: it only logs.</summary>
[MissionKind("talkative", Description = "Logs 25 lines.", TimeoutSeconds = 60)]
internal sealed class TalkativeHandler : IMissionHandler<Label, Named>
{
    public Task<MissionOutcome<Named>> HandleAsync(Label input, MissionContext context, CancellationToken cancellationToken)
    {
        for (var number = 1; number <= 25; number++)
            context.Log($"line {number}");
        return Task.FromResult<MissionOutcome<Named>>(new Named(input.Name));
    }
}

/// <summary>Two at a time; notes how many there were at most, and waits for the test. Safe to run twice: it only counts.</summary>
[MissionKind("two_at_a_time", Description = "Counts.", Concurrency = 2, TimeoutSeconds = 60, RetryDelaySeconds = 0.05)]
internal sealed class TwoAtATimeHandler : IMissionHandler<Label, Named>
{
    private static readonly ConcurrentDictionary<string, (int Now, int Most)> Counts = new();

    public static int Most(string stage) => Counts.GetValueOrDefault(stage).Most;

    public async Task<MissionOutcome<Named>> HandleAsync(Label input, MissionContext context, CancellationToken cancellationToken)
    {
        Counts.AddOrUpdate(input.Name, (1, 1), static (_, count) => (count.Now + 1, Math.Max(count.Most, count.Now + 1)));
        try
        {
            await Stage.Of(input.Name).Open.Task.WaitAsync(cancellationToken);
            return new Named(input.Name);
        }
        finally
        {
            Counts.AddOrUpdate(input.Name, (0, 0), static (_, count) => (count.Now - 1, count.Most));
        }
    }
}
