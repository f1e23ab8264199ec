namespace Corporation.Factory.Working;

/// <summary>Waits that double from 0.2 to 10 seconds.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private TimeSpan _next = TimeSpan.FromSeconds(0.2);

    public TimeSpan Next()
    {
        var now = _next;
        _next = now * 2 < Longest ? now * 2 : Longest;
        return now;
    }
}
