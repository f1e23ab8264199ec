using System.Diagnostics;

namespace Corporation.RedisStreams.Tests;

/// <summary>That something does not wait for the end of some period. A busy machine is slow now and then; what waits is slow each time.</summary>
internal static class Promptly
{
    private const int Tries = 5;

    /// <param name="limit">Clearly below the period.</param>
    /// <param name="prepare">Makes what is measured; it may take any time.</param>
    public static async Task AtLeastOnceAsync(TimeSpan limit, Func<Task<Func<Task>>> prepare)
    {
        List<TimeSpan> took = [];
        for (var i = 0; i < Tries; i++)
        {
            var measured = await prepare();
            var watch = Stopwatch.StartNew();
            await measured();
            took.Add(watch.Elapsed);
            if (watch.Elapsed < limit)
                return;
        }

        Assert.Fail($"It never took less than {limit}, but {string.Join(", ", took)}.");
    }
}
