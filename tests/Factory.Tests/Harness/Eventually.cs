using System.Runtime.CompilerServices;

namespace Corporation.Factory.Tests.Harness;

internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a condition, with a deadline far beyond what it should take.</summary>
    public static async Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"Not within {Patience.TotalSeconds} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<T> FirstAsync<T>(Func<IEnumerable<T>> items)
        where T : class
    {
        await TrueAsync(() => items().Any(), $"a {typeof(T).Name}");
        return items().First();
    }
}
