using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Corporation.RedisStreams.Conformance.Running;

/// <summary>How tests wait: for something to happen, with a deadline.</summary>
public static class Patience
{
    /// <summary>Long, since a machine that tests many things at once may be slow; a test that waits it out fails.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<T> InTime<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string? what = null)
    {
        await ((Task)task).InTime(what);
        return await task;
    }

    public static Task InTime(this Task task, [CallerArgumentExpression(nameof(task))] string? what = null) =>
        task.InTime(Deadline, what);

    public static async Task InTime(this Task task, TimeSpan deadline, string? what)
    {
        try
        {
            await task.WaitAsync(deadline, Token);
        }
        catch (TimeoutException exception) when (!task.IsCompleted)
        {
            throw new TimeoutException($"After {deadline.TotalSeconds} s still waiting for: {what}", exception);
        }
    }

    public static Task Until(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        Until(() => Task.FromResult(condition()), what);

    public static async Task Until(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > Deadline)
                throw new TimeoutException($"After {Deadline.TotalSeconds} s still not: {what}");
            await Task.Delay(Pause, TimeProvider.System, Token);
        }
    }

    /// <summary>Only where time itself is what is tested: a message that expires, a message that is not yet due.</summary>
    public static Task TimePasses(TimeSpan time) => Task.Delay(time, TimeProvider.System, Token);
}
