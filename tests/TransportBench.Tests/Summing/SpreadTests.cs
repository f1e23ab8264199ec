using Corporation.TransportBench.Summing;

namespace Corporation.TransportBench.Tests.Summing;

public sealed class SpreadTests
{
    [Fact]
    public void An_odd_number_of_values_has_the_middle_one() => Assert.Equal(new Spread(3, 1, 100), Spread.Of([100, 1, 3]));

    [Fact]
    public void An_even_number_of_values_has_the_mean_of_the_middle_two() =>
        Assert.Equal(new Spread(2.5, 1, 100), Spread.Of([100, 2, 3, 1]));

    [Fact]
    public void No_values_have_no_spread() => Assert.Null(Spread.Of([]));

    [Fact]
    public void A_ratio_compares_turns_of_the_same_round()
    {
        var readings = new Readings<double>();
        // The first round was slow for both. The medians of each alone would say 30 / 20.
        foreach (var (ours, theirs) in ((double, double)[])[(10, 5), (40, 20), (30, 30)])
        {
            readings.Add(64, "ours", ours);
            readings.Add(64, "theirs", theirs);
        }

        Assert.Equal(new Spread(2, 1, 2), readings.Ratio(64, "ours", "theirs", reading => reading));
        Assert.Null(readings.Ratio(64, "ours", "nobody", reading => reading));
    }
}
