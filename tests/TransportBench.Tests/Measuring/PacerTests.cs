using System.Diagnostics;
using Corporation.TransportBench.Measuring;

namespace Corporation.TransportBench.Tests.Measuring;

public sealed class PacerTests
{
    [Fact]
    public async Task Every_call_comes_once_in_order_and_none_before_it_is_due()
    {
        var pacer = new Pacer(perSecond: 1_000, count: 50);
        var calls = new List<(int Index, long At)>();

        await pacer.RunAsync(index => calls.Add((index, Stopwatch.GetTimestamp())), TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, 50), calls.Select(call => call.Index));
        Assert.All(calls, call => Assert.True(call.At >= pacer.Due(call.Index), $"call {call.Index} came early"));
    }

    [Fact]
    public async Task A_call_that_stalls_leaves_the_due_times_of_the_others_alone()
    {
        var pacer = new Pacer(perSecond: 1_000, count: 30);
        var calls = new List<(int Index, long At)>();

        await pacer.RunAsync(
            index =>
            {
                calls.Add((index, Stopwatch.GetTimestamp()));
                if (index == 0)
                    SpinWait.SpinUntil(() => Stopwatch.GetTimestamp() >= pacer.Due(10));
            },
            TestContext.Current.CancellationToken);

        // Those that the stall held up are called all the same, and are measured from when they were due.
        Assert.Equal(30, calls.Count);
        Assert.All(calls[1..10], call => Assert.True(call.At >= pacer.Due(10)));
        Assert.Equal(pacer.Begin + (5 * Stopwatch.Frequency / 1_000), pacer.Due(5));
    }

    [Fact]
    public async Task An_error_in_a_call_reaches_whoever_waits()
    {
        var pacer = new Pacer(perSecond: 1_000, count: 5);

        var running = pacer.RunAsync(_ => throw new FormatException(), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<FormatException>(() => running);
    }
}
