using System.Diagnostics;
using Corporation.TransportBench.Measuring;

namespace Corporation.TransportBench.Tests.Measuring;

public sealed class BacklogRateTests
{
    // Ten messages: five within the first second, the others one a second.
    private static readonly double[] Seconds = [0.2, 0.4, 0.6, 0.8, 1, 2, 3, 4, 5, 6];
    private static readonly long[] Times = [.. Seconds.Select(second => (long)(second * Stopwatch.Frequency))];

    [Fact]
    public void The_first_part_counts_from_the_opening() =>
        Assert.Equal(5, BacklogTurn.Rate(Times, opened: 0, from: 0, to: 5), tolerance: 0.01);

    [Fact]
    public void A_later_part_counts_from_the_message_before_it() =>
        Assert.Equal(1, BacklogTurn.Rate(Times, opened: 0, from: 5, to: 10), tolerance: 0.01);

    [Fact]
    public void Without_messages_the_rate_is_none() => Assert.Equal(0, BacklogTurn.Rate([], opened: 0, from: 0, to: 0));
}
