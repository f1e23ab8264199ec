using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Corporation.RedisStreams.Tests;

/// <summary>Polls a condition with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static Task True(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? text = null) =>
        True(() => Task.FromResult(condition()), text);

    public static Task True(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? text = null) =>
        TrueWithin(Deadline, condition, () => text);

    /// <param name="deadline">When it must be true at last.</param>
    /// <param name="condition">What must become true.</param>
    /// <param name="describe">Says what is not true, when the time is up.</param>
    public static async Task TrueWithin(TimeSpan deadline, Func<Task<bool>> condition, Func<string?> describe)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed >= deadline)
                Assert.Fail($"After {deadline.TotalSeconds} s still not: {describe()}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
